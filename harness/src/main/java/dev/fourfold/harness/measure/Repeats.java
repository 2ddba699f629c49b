package dev.fourfold.harness.measure;

import java.util.function.DoubleSupplier;

/**
 * How often turns that were disturbed are repeated in one round. Where the machine is never quiet,
 * a round must still come to its end, and the next sooner.
 */
final class Repeats {
  /** A turn is tried so often until it is not disturbed. */
  private static final int MOST_ATTEMPTS = 3;

  /** In a round, of all trainers' turns together, where there is all hope. */
  private static final int MOST = 4;

  private final DoubleSupplier hope;
  private int taken;

  /**
   * None so far.
   *
   * @param hope what repeating is worth now, from 0 to 1: {@link Lull#hope}
   */
  Repeats(DoubleSupplier hope) {
    this.hope = hope;
  }

  /** For who is in a hurry: the marks stay, and all attempts count. */
  static Repeats none() {
    return new Repeats(() -> 0);
  }

  /**
   * Whether a turn that was disturbed is to be tried again; if so, that is one less for the others.
   *
   * @param attempt how often it has been tried
   */
  boolean take(int attempt) {
    if (attempt >= MOST_ATTEMPTS || taken >= Math.round(MOST * hope.getAsDouble())) {
      return false;
    }
    taken++;
    return true;
  }
}
