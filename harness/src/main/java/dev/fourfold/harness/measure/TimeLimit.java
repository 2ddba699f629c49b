package dev.fourfold.harness.measure;

import java.time.Duration;

/**
 * When to have answered, by the monotonic clock: the time of day may jump.
 *
 * @param nanoTime the moment, as {@link System#nanoTime()} will say it
 */
public record TimeLimit(long nanoTime) {
  /** A moment from now. */
  public static TimeLimit in(Duration length) {
    return new TimeLimit(System.nanoTime() + length.toNanos());
  }

  /**
   * Whether something that is begun now would end in time.
   *
   * @param length how long it would take
   */
  boolean allows(Duration length) {
    return nanoTime - System.nanoTime() >= length.toNanos();
  }
}
