package dev.fourfold.core.worker;

import java.io.File;
import java.io.IOException;
import java.time.Duration;

/**
 * Waits for processes that were told to end and are no children of ours. {@link
 * ProcessHandle#onExit} asks about such a one every third of a second, or less often; and whoever
 * has ended counts as alive for it until its new parent takes note, which took two seconds where it
 * was measured.
 */
final class ProcessEnd {
  private static final long ASK_AGAIN_MILLIS = 2;

  private ProcessEnd() {}

  /** Waits until the process has ended, but not longer than that; an interrupt changes nothing. */
  static void await(ProcessHandle process, Duration most) {
    long start = System.nanoTime();
    boolean interrupted = false;
    while (!hasEnded(process) && System.nanoTime() - start < most.toNanos()) {
      try {
        Thread.sleep(ASK_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nothing of it runs any more, by Linux's {@code /proc} where there is one. */
  static boolean hasEnded(ProcessHandle process) {
    return !process.isAlive() || isZombie(process.pid());
  }

  private static boolean isZombie(long pid) {
    File directory = new File("/proc/" + pid);
    try {
      String state = ProcStat.fields(directory)[0];
      // A first thread that is done is a zombie too, while others of its process go on.
      String[] threads = new File(directory, "task").list();
      return state.equals("Z") && (threads == null || threads.length <= 1);
    } catch (IOException | IndexOutOfBoundsException e) {
      return false;
    }
  }
}
