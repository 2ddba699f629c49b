package dev.fourfold.harness.measure;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Waits, before a trainer's turn, for whatever else is at work on this machine to end: a turn that
 * starts beside a build is disturbed, and so is its repetition. All workers are stopped meanwhile.
 * It waits by what the machine does, never by what was measured, and not for ever: it has patience
 * for a round, and the less of it the more of the turns before were disturbed. What is always there
 * is the machine's condition; to wait for its end, or to repeat turns, would only take longer.
 */
final class Lull {
  private static final Duration LOOK = Duration.ofMillis(250);

  private final long most;
  private final Supplier<Surroundings> looks;
  private double hope = 1;
  private long left;
  private boolean quiet;
  private int turns;
  private int quietTurns;

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
    if (turns > 0) {
      hope = (double) quietTurns / turns;
    }
    turns = 0;
    quietTurns = 0;
    left = Math.round(most * hope);
    quiet = false;
  }

  /**
   * How far this machine is one that gets quiet, from 1 down to 0: what repeating is worth. It is
   * how many of the last round's turns were not disturbed, or of those that it {@link #saw} before
   * the first round; 1 if it saw none; half of it as soon as this round has waited in vain.
   */
  double hope() {
    boolean inVain = most > 0 && left <= 0;
    return inVain ? hope / 2 : hope;
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

  /**
   * Watches while the harness rehearses: so the first round already knows how quiet this machine
   * is, and the cores have been seen at their best.
   */
  void rehearse(Watch watch, Runnable work) {
    watch.restart();
    work.run();
    saw(watch.read());
  }

  /** What the last turn, or part of one, saw: after a quiet one nothing has to be waited for. */
  void saw(Surroundings surroundings) {
    quiet = surroundings.disturbances().isEmpty();
    turns++;
    quietTurns += quiet ? 1 : 0;
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
