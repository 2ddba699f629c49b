package dev.fourfold.harness.doctor;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * One measurement at a time on a machine: a lock on a file in the temporary directory. The kernel
 * releases it with the process that holds it, however that ends; the file stays, and means nothing.
 */
public final class MachineLock {
  private static final String NAME = "fourfold-measuring.lock";

  /** File locks are the process's: between threads of this one something else must choose. */
  private static final Semaphore IN_THIS_PROCESS = new Semaphore(1);

  private final FileChannel channel;

  private MachineLock(FileChannel channel) {
    this.channel = channel;
  }

  /** The property names another file: tests do not measure, and must not wait for who does. */
  private static Path file() {
    String inTheTemporaryDirectory = Path.of(System.getProperty("java.io.tmpdir"), NAME).toString();
    return Path.of(System.getProperty("fourfold.lock", inTheTemporaryDirectory));
  }

  /**
   * Does some work once it is its turn.
   *
   * @param whenWaiting is run once if somebody else is measuring
   * @throws BadInputException if the lock file cannot be used
   */
  public static <T> T whileHeld(Runnable whenWaiting, Supplier<T> work) {
    MachineLock lock =
        tryAcquire()
            .orElseGet(
                () -> {
                  whenWaiting.run();
                  return acquire();
                });
    try {
      return work.get();
    } finally {
      lock.release();
    }
  }

  /**
   * Does some work unless somebody else is measuring, who is not waited for.
   *
   * @return whether it has been done
   */
  static boolean ifFree(Runnable work) {
    Optional<MachineLock> lock = tryAcquire();
    try {
      lock.ifPresent(held -> work.run());
    } finally {
      lock.ifPresent(MachineLock::release);
    }
    return lock.isPresent();
  }

  private static MachineLock acquire() {
    IN_THIS_PROCESS.acquireUninterruptibly();
    FileChannel channel = null;
    try {
      channel = open();
      channel.lock();
      return new MachineLock(channel);
    } catch (IOException e) {
      giveUp(channel);
      throw unusable(e);
    }
  }

  /** The lock, unless somebody else is measuring. */
  private static Optional<MachineLock> tryAcquire() {
    if (!IN_THIS_PROCESS.tryAcquire()) {
      return Optional.empty();
    }
    FileChannel channel = null;
    try {
      channel = open();
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new MachineLock(channel));
      }
      giveUp(channel);
      return Optional.empty();
    } catch (OverlappingFileLockException e) {
      giveUp(channel);
      return Optional.empty();
    } catch (IOException e) {
      giveUp(channel);
      throw unusable(e);
    }
  }

  private static BadInputException unusable(IOException e) {
    return new BadInputException(
        "cannot lock %s, by which gradings queue: %s".formatted(file(), e.getMessage()));
  }

  /** The file first: another thread of this process may not lock it while it is still open. */
  private static void giveUp(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing was written to it.
    } finally {
      IN_THIS_PROCESS.release();
    }
  }

  /** Opens it without making it if it is there: a sticky directory allows others no more. */
  private static FileChannel open() throws IOException {
    if (!Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.createFile(file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
      } catch (FileAlreadyExistsException e) {
        // Somebody else was first.
      } catch (UnsupportedOperationException e) {
        // No POSIX permissions here: gradings of other users will say that they cannot lock.
      }
    }
    return FileChannel.open(file(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private void release() {
    giveUp(channel);
  }
}
