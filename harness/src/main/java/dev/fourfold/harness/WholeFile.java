package dev.fourfold.harness;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is there whole or not at all, even if the power fails: it is written beside its
 * place, synced, and renamed into it. What is not put into place is discarded, also when this JVM
 * is told to end; one that is killed outright leaves a file whose name begins with a dot and says
 * that it is partial.
 */
public final class WholeFile implements AutoCloseable {
  private final Path target;
  private final Path partial;
  private final CleanUp cleanUp;

  /**
   * Makes the partial file, so that whoever works long for the contents knows that they can be
   * written.
   *
   * @throws IOException if they cannot
   */
  public WholeFile(Path target) throws IOException {
    this.target = target.toAbsolutePath().normalize();
    partial =
        this.target.resolveSibling(
            ".%s.partial-%d".formatted(this.target.getFileName(), ProcessHandle.current().pid()));
    Files.write(partial, new byte[0]);
    cleanUp = new CleanUp(() -> CleanUp.delete(partial));
  }

  /** Where to write until it is put into place. */
  public Path partial() {
    return partial;
  }

  /**
   * Puts it into its place.
   *
   * @throws FileAlreadyExistsException if there is one
   */
  public void publish() throws IOException {
    // Not an atomic move: that one would replace what came meanwhile.
    move();
  }

  /** Puts it into its place and in the place of an older one. */
  public void replace() throws IOException {
    move(StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void move(CopyOption... options) throws IOException {
    sync(partial);
    Files.move(partial, target, options);
    // The name is the directory's: without this a power failure may take it.
    sync(target.getParent());
  }

  /** Returns when a file's bytes, or a directory's names, are where no power failure takes them. */
  public static void sync(Path path) throws IOException {
    StandardOpenOption option =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  /** Discards what was not put into place. */
  @Override
  public void close() {
    cleanUp.close();
  }
}
