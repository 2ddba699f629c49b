package dev.fourfold.harness.training;

/**
 * The learning rate along a training: linear from 0 to the peak, then half a cosine down to a tenth
 * of it (Loshchilov and Hutter 2017, equation 5, without restarts).
 *
 * @param peak the highest learning rate
 */
public record LearningRateSchedule(double peak) {
  /** AdamW's second moments need about 1/(1−β₂) = 100 steps to mean something. */
  private static final double WARM_UP = 0.03;

  private static final double FLOOR = 0.1;

  /**
   * The learning rate of the next step.
   *
   * @param used how much of the training is done, in [0, 1]
   */
  public double at(double used) {
    if (used < WARM_UP) {
      // Never 0, which would be a step for nothing.
      return peak * Math.max(used / WARM_UP, 0.01);
    }
    double along = (Math.min(used, 1) - WARM_UP) / (1 - WARM_UP);
    return peak * (FLOOR + (1 - FLOOR) * (1 + Math.cos(Math.PI * along)) / 2);
  }
}
