package dev.fourfold.harness.statistics;

/**
 * A ratio with its interval.
 *
 * @param point the best guess
 * @param low the interval's lower end
 * @param high the interval's upper end
 * @param confidence how often such an interval covers the truth, for example 0.95
 */
public record Estimate(double point, double low, double high, double confidence) {

  /** Half the interval's width on the log scale, as a factor less one: 0.05 is ±5 %. */
  public double relativeHalfWidth() {
    return Math.sqrt(high / low) - 1;
  }
}
