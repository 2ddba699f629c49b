package dev.fourfold.core.worker;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a thread of a worker has used of the machine, by Linux's {@code /proc}.
 *
 * @param id its number
 * @param cpu how long it has been running
 * @param waited how long it had been ready to run, and no core was free, until it last got one
 * @param core the number of the core on which it ran last
 * @param wantsCore whether it runs now, or waits for a core
 */
public record ThreadUse(long id, Duration cpu, Duration waited, int core, boolean wantsCore) {
  /** In {@link ProcStat#fields}, as the next. */
  private static final int STATE_FIELD = 0;

  private static final int CORE_FIELD = 39 - 3;

  /**
   * Reads it.
   *
   * @param task the thread's directory in {@code /proc}
   * @return empty if it has ended meanwhile, or the kernel does not say
   */
  static Optional<ThreadUse> read(File task) {
    try {
      // Nanoseconds on a core, nanoseconds in its queue, turns.
      String[] times = ProcStat.text(new File(task, "schedstat")).split(" ", -1);
      String[] fields = ProcStat.fields(task);
      return Optional.of(
          new ThreadUse(
              Long.parseLong(task.getName()),
              Duration.ofNanos(Long.parseLong(times[0])),
              Duration.ofNanos(Long.parseLong(times[1])),
              Integer.parseInt(fields[CORE_FIELD]),
              fields[STATE_FIELD].equals("R")));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
