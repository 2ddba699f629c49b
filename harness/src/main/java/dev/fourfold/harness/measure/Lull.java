package dev.fourfold.harness.measure;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Waits, before a trainer's turn, for whatever else is at work on this machine to end: a turn that
 * starts beside a build is disturbed, and so is its repetition. All workers are stopped meanwhile.
 * It waits by what the machine does, never by what was measured, and not for ever: on a machine
 * that is never quiet a round has a bounded patience.
 */
final class Lull {
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Supplier<Surroundings> looks;
  private long patience;
  private boolean quiet;

  /** With patience for one round. */
  Lull(Duration patience, CoreProbe probe) {
    this(patience, () -> look(probe));
  }

  /**
   * With other eyes.
   *
   * @param looks takes its time and says what went on meanwhile
   */
  Lull(Duration patience, Supplier<Surroundings> looks) {
    this.patience = patience.toNanos();
    this.looks = looks;
  }

  private static Surroundings look(CoreProbe probe) {
    Watch watch = new Watch(probe);
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return watch.read();
  }

  /** What the last turn saw: after an undisturbed one nothing has to be waited for. */
  void saw(Surroundings surroundings) {
    quiet = surroundings.disturbances().isEmpty();
  }

  /** Returns when nobody else was at work for a moment, or patience is used up. */
  void await() {
    while (!quiet && patience > 0 && !Thread.currentThread().isInterrupted()) {
      Surroundings seen = looks.get();
      quiet = seen.disturbances().isEmpty();
      patience -= Math.round(1e9 * seen.wallSeconds());
    }
  }
}
