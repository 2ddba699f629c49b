package dev.fourfold.harness.sandbox;

import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.training.Trainer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The part of {@code core} that a submission's worker needs: the contract and the child's end of
 * the protocol. The corpus, the oracle and the drawing of episodes stay outside.
 */
public final class Contract {
  private static final String ROOT = "dev/fourfold/core/";

  /** Class files, or the beginnings of their names up to an inner class's dollar sign. */
  private static final List<String> MEMBERS =
      List.of(
          // What a copy of the naive trainer names beyond the contract: its benchmarks' interface.
          "kernel/Kernel",
          "kernel/KernelData",
          "kernel/KernelProvider",
          "kernel/LinearLayer",
          "model/ModelConfig",
          "model/ParameterLayout",
          "model/ParameterTensor",
          "training/InPhase",
          "training/OptimizerConfig",
          "training/PhaseTimed",
          "training/StepPhase",
          "training/Trainer",
          "training/TrainerProvider",
          "training/TrainingTask",
          "worker/FrameReader",
          "worker/FrameWriter",
          "worker/Hints",
          "worker/Message",
          "worker/SharedBuffer",
          "worker/WorkerException",
          "worker/WorkerMain");

  private Contract() {}

  /**
   * Writes it as a jar. It is sealed: no class of another place can get into its packages, and so
   * at what is private to them.
   *
   * @return the jar, in {@code directory}
   */
  public static Path write(Path directory) {
    Path jar = directory.resolve("contract.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.SEALED, "true");
    try (OutputStream bytes = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(bytes, manifest)) {
      Path home = WorkerCommand.home(Trainer.class);
      if (Files.isDirectory(home)) {
        copy(home, entries);
      } else {
        try (FileSystem core = FileSystems.newFileSystem(home)) {
          copy(core.getPath("/"), entries);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path home, JarOutputStream entries) throws IOException {
    try (Stream<Path> walk = Files.walk(home.resolve(ROOT))) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
        String name = home.relativize(file).toString();
        String type = name.substring(ROOT.length(), name.length() - ".class".length());
        if (MEMBERS.contains(type.replaceFirst("\\$.*", ""))) {
          entries.putNextEntry(new JarEntry(name));
          Files.copy(file, entries);
          entries.closeEntry();
        }
      }
    }
  }
}
