package dev.fourfold.harness.explain;

import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which methods of a trainer say in which phase they are. Read from class files, never loaded. */
final class PhaseMap {
  private final Map<String, StepPhase> phases = new HashMap<>();

  private PhaseMap() {}

  /**
   * Reads every class file.
   *
   * @param classes a directory or a jar
   */
  static PhaseMap read(Path classes) {
    PhaseMap map = new PhaseMap();
    try {
      if (Files.isDirectory(classes)) {
        map.addAll(classes);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(classes)) {
          map.addAll(jar.getPath("/"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return map;
  }

  private void addAll(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        add(ClassFile.of().parse(Files.readAllBytes(file)));
      }
    }
  }

  private void add(ClassModel type) {
    String name = type.thisClass().asInternalName().replace('/', '.');
    for (MethodModel method : type.methods()) {
      List<Annotation> annotations =
          method
              .findAttribute(Attributes.runtimeInvisibleAnnotations())
              .map(attribute -> attribute.annotations())
              .orElse(List.of());
      for (Annotation annotation : annotations) {
        if (annotation.classSymbol().equals(InPhase.class.describeConstable().orElseThrow())) {
          phaseOf(annotation)
              .ifPresent(
                  phase ->
                      phases.put(
                          key(
                              name,
                              method.methodName().stringValue(),
                              method.methodType().stringValue()),
                          phase));
        }
      }
    }
  }

  private static Optional<StepPhase> phaseOf(Annotation annotation) {
    for (AnnotationElement element : annotation.elements()) {
      if (element.value() instanceof AnnotationValue.OfEnum constant) {
        for (StepPhase phase : StepPhase.values()) {
          if (phase.name().equals(constant.constantName().stringValue())) {
            return Optional.of(phase);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static String key(String type, String method, String descriptor) {
    return type + "." + method + descriptor;
  }

  /** The phase that a method says it is in, if it does. */
  Optional<StepPhase> of(String type, String method, String descriptor) {
    return Optional.ofNullable(phases.get(key(type, method, descriptor)));
  }
}
