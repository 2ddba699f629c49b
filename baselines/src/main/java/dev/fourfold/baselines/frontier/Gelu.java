package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The tanh-approximated GELU (Hendrycks and Gimpel 2016, section 2), with its derivative.
 *
 * <p>gelu(u) = u/2 · (1 + tanh s) with s = √(2/π)·(u + 0.044715·u³). Since (1 + tanh s)/2 is the
 * logistic function σ of 2s, gelu(u) = u·σ(2s) and gelu'(u) = σ + u·σ·(1 − σ)·(2s)'. The forward
 * pass has σ at hand and computes both; backward is then a product.
 */
final class Gelu {
  private static final float TWICE_ROOT_2_OVER_PI = 1.5957692f;
  private static final float CUBIC = 0.044715f;

  private Gelu() {}

  /**
   * Replaces u by gelu'(u), and writes gelu(u).
   *
   * @param u pre-activations in, derivatives out
   * @param g activations out
   * @param length a multiple of the vector's length
   */
  static void forward(float[] u, int uIndex, float[] g, int gIndex, int length) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    for (int i = 0; i < length; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, u, uIndex + i);
      FloatVector square = x.mul(x);
      FloatVector cubic = square.mul(CUBIC * TWICE_ROOT_2_OVER_PI);
      FloatVector twiceS = x.mul(cubic.add(TWICE_ROOT_2_OVER_PI));
      FloatVector power = VectorMath.exp(VectorMath.atMost(VectorMath.LARGEST, twiceS.neg()));
      FloatVector sigma = one.div(one.add(power));
      // x·(2s)' = x·√(8/π)·(1 + 3·0.044715·x²) = 2s + 2·x·cubic
      FloatVector slope = cubic.add(cubic).fma(x, twiceS);
      // 1 − σ as a difference would keep no more than the rounding error of a σ near 1.
      FloatVector complement = power.mul(sigma);
      FloatVector derivative = sigma.mul(complement).fma(slope, sigma);
      x.mul(sigma).intoArray(g, gIndex + i);
      derivative.intoArray(u, uIndex + i);
    }
  }

  /** du = dg ∘ gelu'(u), in place of dg. */
  static void backward(float[] dg, int dgIndex, float[] derivative, int index, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector.fromArray(SPECIES, dg, dgIndex + i)
          .mul(FloatVector.fromArray(SPECIES, derivative, index + i))
          .intoArray(dg, dgIndex + i);
    }
  }
}
