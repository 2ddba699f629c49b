package dev.fourfold.core.kernel;

import dev.fourfold.core.training.Workload;
import java.util.SplittableRandom;

/** The numbers that kernels are filled with: the same for every trainer. */
public final class KernelData {
  /** η of an optimizer kernel's updates. */
  public static final float LEARNING_RATE = Workload.LEARNING_RATE;

  private KernelData() {}

  /**
   * A matrix in row-major order, or a vector.
   *
   * @param seed another for each operand of a kernel
   * @return uniform in [−1, 1)
   */
  public static float[] uniform(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  /** Tokens, uniform in [0, V). */
  public static int[] tokens(int length, int vocabulary, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] tokens = new int[length];
    for (int i = 0; i < length; i++) {
      tokens[i] = random.nextInt(vocabulary);
    }
    return tokens;
  }
}
