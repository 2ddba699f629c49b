package dev.fourfold.harness.result;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is there whole or not at all, and never in the place of another. */
public final class OutputFile {
  private final Path target;

  /**
   * Makes sure, before any work is done, that it may be written.
   *
   * @throws BadInputException if it exists, or its directory does not
   */
  public OutputFile(Path target) {
    this.target = target.toAbsolutePath().normalize();
    if (Files.exists(this.target, LinkOption.NOFOLLOW_LINKS)) {
      throw new BadInputException("%s exists already".formatted(target));
    }
    Path directory = this.target.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new BadInputException("cannot write %s: there is no such directory".formatted(target));
    }
  }

  /**
   * Writes it: beside its place first, synced, then renamed.
   *
   * @throws BadInputException if it cannot be written, or somebody else was faster
   */
  public void write(String text) {
    Path partial =
        target.resolveSibling(
            "." + target.getFileName() + ".partial-" + ProcessHandle.current().pid());
    try {
      try (FileChannel channel =
          FileChannel.open(
              partial,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      // Not an atomic move: that one would replace what came meanwhile.
      Files.move(partial, target);
    } catch (FileAlreadyExistsException e) {
      throw new BadInputException("%s exists already".formatted(target));
    } catch (IOException e) {
      throw new BadInputException("cannot write %s".formatted(target));
    } finally {
      discard(partial);
    }
  }

  private static void discard(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // Its name begins with a dot and says that it is partial.
    }
  }
}
