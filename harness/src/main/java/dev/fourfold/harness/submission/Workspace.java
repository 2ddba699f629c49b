package dev.fourfold.harness.submission;

import dev.fourfold.harness.CleanUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A temporary directory that goes with whoever made it, also when the JVM is told to end (Ctrl-C).
 */
public final class Workspace implements AutoCloseable {
  private static final String PREFIX = "fourfold-";

  /** Younger ones may belong to a process that cannot be seen from here, in another container. */
  private static final Duration ORPHAN_AGE = Duration.ofHours(1);

  private final Path root;
  private final CleanUp cleanUp;

  /** A new, empty one. */
  public Workspace() {
    try {
      root = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
      discardOrphans(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cleanUp = new CleanUp(() -> CleanUp.delete(root));
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
    cleanUp.close();
  }

  /** What processes that were killed outright have left behind. */
  private static void discardOrphans(Path mine) {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(mine.getParent(), PREFIX + "[0-9]*-[0-9]*")) {
      for (Path entry : entries) {
        String pid =
            entry.getFileName().toString().substring(PREFIX.length()).replaceAll("-.*", "");
        Instant changed = Files.getLastModifiedTime(entry).toInstant();
        if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()
            && changed.isBefore(Instant.now().minus(ORPHAN_AGE))
            && Files.getOwner(entry).equals(Files.getOwner(mine))) {
          CleanUp.delete(entry);
        }
      }
    } catch (IOException | NumberFormatException | DirectoryIteratorException e) {
      // Not one of ours, or somebody else is just deleting it.
    }
  }
}
