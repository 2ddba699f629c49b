package dev.fourfold.benchmarks.episode;

/** The steps of a worker that gets warm, in stretches long enough to be compared. */
final class Stretches {
  /** A stretch is no longer faster than the one before if within this. */
  private static final double STEADY = 0.05;

  /** Of the shortest steps, so many are a stretch. */
  private static final int MOST_STEPS = 400;

  private final double stretchSeconds;
  private double previousMean = Double.POSITIVE_INFINITY;
  private double mean = Double.POSITIVE_INFINITY;
  private double leastMean = Double.POSITIVE_INFINITY;
  private double seconds;
  private int steps;

  /**
   * No steps so far.
   *
   * @param stretchSeconds how long a stretch is
   */
  Stretches(double stretchSeconds) {
    this.stretchSeconds = stretchSeconds;
  }

  void add(double stepSeconds) {
    seconds += stepSeconds;
    steps++;
    if (seconds >= stretchSeconds || steps == MOST_STEPS) {
      previousMean = mean;
      mean = seconds / steps;
      leastMean = Math.min(leastMean, mean);
      seconds = 0;
      steps = 0;
    }
  }

  /** Whether the last whole stretch was no faster than the one before. */
  boolean isSteady() {
    return Double.isFinite(previousMean) && mean > previousMean * (1 - STEADY);
  }

  /**
   * The mean step of the fastest whole stretch or, before there is one, of all steps. Not of the
   * last one: who is disturbed then must not take turns at another pace than in other rounds.
   */
  double stepSeconds() {
    return Double.isFinite(leastMean) ? leastMean : seconds / steps;
  }
}
