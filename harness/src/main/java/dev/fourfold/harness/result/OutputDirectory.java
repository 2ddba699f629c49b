package dev.fourfold.harness.result;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.CleanUp;
import dev.fourfold.harness.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A directory that is there whole or not at all: what is written goes beside it first, and {@link
 * #publish()} renames it into place.
 */
public final class OutputDirectory implements AutoCloseable {
  private static final String PARTIAL = ".partial-";

  private final Path target;
  private final Path staging;
  private final CleanUp cleanUp;

  /**
   * Makes sure, before any work is done, that it can be written.
   *
   * @throws BadInputException if it exists or cannot be made
   */
  public OutputDirectory(Path target) {
    this.target = target.toAbsolutePath().normalize();
    if (Files.exists(this.target)) {
      throw new BadInputException("%s exists already".formatted(target));
    }
    this.staging =
        this.target.resolveSibling(
            "." + this.target.getFileName() + PARTIAL + ProcessHandle.current().pid());
    try {
      Files.createDirectories(staging);
      // Not of this target's name only: the usual one has the time in it, and never comes again.
      discardOrphansIn(this.target.getParent());
    } catch (IOException e) {
      throw BadInputException.of("cannot write to " + target, e);
    }
    cleanUp = new CleanUp(() -> CleanUp.delete(staging));
  }

  /** Where to write until it is published. */
  public Path staging() {
    return staging;
  }

  /**
   * Puts it into place.
   *
   * @return where it is now
   * @throws BadInputException if somebody else made the directory meanwhile
   */
  public Path publish() {
    try {
      sync();
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
      // The name is the parent's: without this a power failure may take it.
      WholeFile.sync(target.getParent());
      return target;
    } catch (IOException e) {
      throw BadInputException.of("cannot write to " + target, e);
    }
  }

  /** A name must not be in place before the bytes are: not even if the power fails. */
  private void sync() throws IOException {
    try (Stream<Path> walk = Files.walk(staging)) {
      for (Path path : walk.filter(OutputDirectory::canBeSynced).toList()) {
        WholeFile.sync(path);
      }
    }
  }

  /** The files' names are the directories'. */
  private static boolean canBeSynced(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** What gradings that were killed outright left in a directory, whatever they were to be. */
  static void discardOrphansIn(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        int mark = name.lastIndexOf(PARTIAL);
        if (name.startsWith(".") && mark > 0 && !isAlive(name.substring(mark + PARTIAL.length()))) {
          CleanUp.delete(entry);
        }
      }
    }
  }

  private static boolean isAlive(String pid) {
    return !pid.matches("[0-9]{1,18}") || ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  /** Discards what was not published. */
  @Override
  public void close() {
    cleanUp.close();
  }
}
