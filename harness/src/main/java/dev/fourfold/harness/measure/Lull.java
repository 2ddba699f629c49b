package dev.fourfold.harness.measure;

import java.time.Duration;

/**
 * Waits, before a trainer's turn, for whatever else is at work on this machine to end: a turn that
 * starts beside a build is disturbed, and so is its repetition. All workers are stopped meanwhile.
 * It waits by what the machine does, never by what was measured, and not for ever: on a machine
 * that is never quiet a round has a bounded patience.
 */
final class Lull {
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Watch watch = new Watch();
  private long patience;
  private boolean quiet;

  /** With patience for one round. */
  Lull(Duration patience) {
    this.patience = patience.toNanos();
  }

  /** What the last turn saw: after an undisturbed one nothing has to be waited for. */
  void saw(Surroundings surroundings) {
    quiet = surroundings.disturbances().isEmpty();
  }

  /** Returns when nobody else was at work for a moment, or patience is used up. */
  void await() {
    while (!quiet && patience > 0) {
      watch.restart();
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      Surroundings seen = watch.read();
      quiet = seen.disturbances().isEmpty();
      patience -= Math.round(1e9 * seen.wallSeconds());
    }
  }
}
