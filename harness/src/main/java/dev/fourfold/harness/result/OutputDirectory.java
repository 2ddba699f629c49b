package dev.fourfold.harness.result;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.CleanUp;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
      discardOrphans();
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
      return target;
    } catch (IOException e) {
      throw BadInputException.of("cannot write to " + target, e);
    }
  }

  /** A name must not be in place before the bytes are: not even if the power fails. */
  private void sync() throws IOException {
    try (Stream<Path> walk = Files.walk(staging)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
  }

  /** What a grading to the same place left behind when it was killed outright. */
  private void discardOrphans() throws IOException {
    String prefix = "." + target.getFileName() + PARTIAL;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(target.getParent())) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.startsWith(prefix) && !isAlive(name.substring(prefix.length()))) {
          CleanUp.delete(entry);
        }
      }
    }
  }

  /** What gradings that were killed outright left in a directory that holds several results. */
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
