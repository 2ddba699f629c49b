package dev.fourfold.harness.submission;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary directory that goes with whoever made it, also when the JVM is told to end (Ctrl-C).
 */
public final class Workspace implements AutoCloseable {
  private final Path root;
  private final Thread cleaner;

  /** A new, empty one. */
  public Workspace() {
    try {
      root = Files.createTempDirectory("fourfold-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cleaner = new Thread(this::delete, "workspace-cleaner");
    Runtime.getRuntime().addShutdownHook(cleaner);
  }

  /** A new directory in it. */
  public Path newDirectory(String prefix) {
    try {
      return Files.createTempDirectory(root, prefix + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes it with all that it holds. */
  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The JVM is ending already: the hook has run or will run.
    }
  }

  private void delete() {
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // What cannot be deleted is left to the system's own cleaning of its temporary directory.
    }
  }
}
