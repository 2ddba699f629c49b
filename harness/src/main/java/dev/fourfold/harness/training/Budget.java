package dev.fourfold.harness.training;

import java.time.Duration;

/** How long to train. */
public sealed interface Budget {

  /**
   * How much of it is used up: 0 at the start, 1 or more at the end.
   *
   * @param steps done so far
   * @param elapsed since the start
   */
  double fractionUsed(int steps, Duration elapsed);

  /**
   * So many steps: the same seed gives the same training.
   *
   * @param steps at least 1
   */
  record Steps(int steps) implements Budget {
    @Override
    public double fractionUsed(int done, Duration elapsed) {
      return (double) done / steps;
    }
  }

  /**
   * So long by the clock on the wall, held-out losses included.
   *
   * @param time positive
   */
  record Time(Duration time) implements Budget {
    @Override
    public double fractionUsed(int done, Duration elapsed) {
      return (double) elapsed.toNanos() / time.toNanos();
    }
  }
}
