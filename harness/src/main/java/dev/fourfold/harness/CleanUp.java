package dev.fourfold.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What has to be tidied up by {@link #close} or, if that never comes, when this JVM ends. */
public final class CleanUp implements AutoCloseable {
  private final Runnable work;
  private final Thread hook;

  /**
   * From now on.
   *
   * @param work may be done twice
   */
  public CleanUp(Runnable work) {
    this.work = work;
    this.hook = new Thread(work, "clean-up");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Tidies up now. */
  @Override
  public void close() {
    work.run();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already: the hook has run or will run.
    }
  }

  /**
   * Deletes a file, or a directory with all that it holds, as far as that is possible: what is left
   * says by its name or place that it is only temporary.
   */
  public static void delete(Path root) {
    if (Files.notExists(root)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Nothing depends on it.
    }
  }

  /** As {@link #delete} what a directory holds, but not the directory. */
  public static void empty(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      entries.forEach(CleanUp::delete);
    } catch (IOException e) {
      // Whoever made it can say what is in its way.
    }
  }
}
