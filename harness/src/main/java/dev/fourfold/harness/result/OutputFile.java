package dev.fourfold.harness.result;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.WholeFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

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
   * Writes it.
   *
   * @throws BadInputException if it cannot be written, or somebody else was faster
   */
  public void write(String text) {
    try (WholeFile file = new WholeFile(target)) {
      Files.writeString(file.partial(), text);
      file.publish();
    } catch (FileAlreadyExistsException e) {
      throw new BadInputException("%s exists already".formatted(target));
    } catch (IOException e) {
      throw BadInputException.of("cannot write " + target, e);
    }
  }
}
