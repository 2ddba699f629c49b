package dev.fourfold.harness.measure;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Waits, before a trainer's turn, for whatever else is at work on this machine to end: a turn that
 * starts beside a build is disturbed, and so is its repetition. All workers are stopped meanwhile.
 * It waits by what the machine does, never by what was measured, and not for ever: it has patience
 * for a round, and where that was in vain only half of it for the next. What is always there is the
 * machine's condition; to wait for its end, or to repeat turns, would only take longer.
 */
final class Lull {
  private static final Duration LOOK = Duration.ofMillis(250);

  private final long most;
  private final Supplier<Surroundings> looks;
  private double hope = 1;
  private long left;
  private boolean quiet;

  /**
   * For the rounds of a grading.
   *
   * @param patience how long a round may wait altogether
   */
  Lull(Duration patience, Watch watch) {
    this(patience, () -> look(watch));
  }

  /**
   * With other eyes.
   *
   * @param looks takes its time and says what went on meanwhile
   */
  Lull(Duration patience, Supplier<Surroundings> looks) {
    this.most = Math.max(0, patience.toNanos());
    this.left = most;
    this.looks = looks;
  }

  /** From now on it is the next round. */
  void beginRound() {
    hope = waitedInVain() ? hope / 2 : Math.min(1, 2 * hope);
    left = Math.round(most * hope);
    quiet = false;
  }

  /**
   * How far this machine has been one that gets quiet, from 1 down: what repeating is worth. It
   * falls as soon as this round's patience is used up.
   */
  double hope() {
    return waitedInVain() ? hope / 2 : hope;
  }

  private boolean waitedInVain() {
    return most > 0 && left <= 0;
  }

  private static Surroundings look(Watch watch) {
    watch.restart();
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
    while (!quiet && left > 0 && !Thread.currentThread().isInterrupted()) {
      Surroundings seen = looks.get();
      quiet = seen.disturbances().isEmpty();
      left -= Math.round(1e9 * seen.wallSeconds());
    }
  }
}
