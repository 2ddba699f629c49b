package dev.fourfold.harness.sandbox;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The class files of a candidate, read and never loaded. */
public final class CompiledClasses {
  private final Map<String, ClassModel> byName;
  private final String digest;

  private CompiledClasses(Map<String, ClassModel> byName, String digest) {
    this.byName = byName;
    this.digest = digest;
  }

  /**
   * Reads every class file below a directory, or of one package of a jar or a directory.
   *
   * @param home a directory or a jar
   * @param below {@code ""} for all, or a package and what is below it
   * @throws BadInputException if one is no class file
   */
  public static CompiledClasses read(Path home, String below) {
    Map<String, ClassModel> models = new TreeMap<>();
    Map<String, byte[]> bytes = new TreeMap<>();
    try {
      if (Files.isDirectory(home)) {
        collect(home.resolve(below.replace('.', '/')), models, bytes);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(home)) {
          collect(jar.getPath("/" + below.replace('.', '/')), models, bytes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CompiledClasses(models, digest(bytes));
  }

  private static void collect(Path root, Map<String, ClassModel> models, Map<String, byte[]> bytes)
      throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".class")).toList()) {
        try {
          byte[] read = Files.readAllBytes(file);
          ClassModel model = ClassFile.of().parse(read);
          models.put(nameOf(model.thisClass()), model);
          bytes.put(root.relativize(file).toString(), read);
        } catch (IllegalArgumentException e) {
          throw new BadInputException("%s is no class file: %s".formatted(file, e.getMessage()));
        }
      }
    }
  }

  private static String digest(Map<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, bytes) -> {
            digest.update("%s %d\n".formatted(name, bytes.length).getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** SHA-256 over the names and bytes of the class files, in hexadecimal. */
  public String digest() {
    return digest;
  }

  Collection<ClassModel> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  Optional<ClassModel> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** As {@link Class#getName()} has it; of an array, its elements' type. */
  static String nameOf(ClassEntry entry) {
    return nameOf(elementType(entry));
  }

  static String nameOf(ClassDesc type) {
    if (type.isPrimitive()) {
      return type.displayName();
    }
    String descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
  }

  static ClassDesc elementType(ClassEntry entry) {
    ClassDesc type = entry.asSymbol();
    while (type.isArray()) {
      type = type.componentType();
    }
    return type;
  }
}
