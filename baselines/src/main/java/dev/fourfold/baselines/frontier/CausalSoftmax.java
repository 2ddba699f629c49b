package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax over the keys that a query may see, for one panel of queries.
 *
 * <p>Scores lie with keys as rows and queries as columns, so that each lane has a query of its own:
 * maxima and sums run down the panel, and nothing is ever summed across lanes.
 */
final class CausalSoftmax {
  /** No score can lift this to where it counts. */
  private static final float NEVER = -1e30f;

  /**
   * PANEL zeros, then PANEL ones: the panel-wide window from {@code PANEL − i} is 1 for the queries
   * that see key i of their own block, and 0 for those before it.
   */
  private static final float[] VISIBLE = new float[2 * PANEL];

  /** The same window over {@link #NEVER} and 0, to be added to scores. */
  private static final float[] HIDDEN = new float[2 * PANEL];

  static {
    Arrays.fill(VISIBLE, PANEL, 2 * PANEL, 1f);
    Arrays.fill(HIDDEN, 0, PANEL, NEVER);
  }

  private CausalSoftmax() {}

  /**
   * Replaces scores s by softmax(scale·s) down each column, and by 0 where the key is later than
   * the query.
   *
   * @param s (keys, PANEL), contiguous from {@code index}; its last PANEL keys are the queries' own
   * @param keys a multiple of PANEL
   */
  static void forward(float[] s, int index, int keys, float scale) {
    int own = index + (keys - PANEL) * PANEL;
    hide(s, own);
    for (int half = 0; half < PANEL; half += LANES) {
      softmax(s, index + half, keys, scale);
    }
    clear(s, own);
  }

  private static void hide(float[] s, int own) {
    for (int key = 0; key < PANEL; key++) {
      int at = own + key * PANEL;
      int window = PANEL - key;
      FloatVector.fromArray(SPECIES, s, at)
          .add(FloatVector.fromArray(SPECIES, HIDDEN, window))
          .intoArray(s, at);
      FloatVector.fromArray(SPECIES, s, at + LANES)
          .add(FloatVector.fromArray(SPECIES, HIDDEN, window + LANES))
          .intoArray(s, at + LANES);
    }
  }

  /** What was hidden is e⁻⁸⁷ by now: too small to have counted in a sum, but not zero. */
  private static void clear(float[] s, int own) {
    for (int key = 0; key < PANEL; key++) {
      int at = own + key * PANEL;
      int window = PANEL - key;
      FloatVector.fromArray(SPECIES, s, at)
          .mul(FloatVector.fromArray(SPECIES, VISIBLE, window))
          .intoArray(s, at);
      FloatVector.fromArray(SPECIES, s, at + LANES)
          .mul(FloatVector.fromArray(SPECIES, VISIBLE, window + LANES))
          .intoArray(s, at + LANES);
    }
  }

  /** One vector of queries. */
  private static void softmax(float[] s, int index, int keys, float scale) {
    // Four maxima, because each takes eight cycles from operand to result; and no
    // FloatVector.max, which minds signed zeros and takes six instructions.
    FloatVector max0 = FloatVector.broadcast(SPECIES, NEVER);
    FloatVector max1 = max0;
    FloatVector max2 = max0;
    FloatVector max3 = max0;
    for (int key = 0; key < keys; key += 4) {
      int at = index + key * PANEL;
      FloatVector s0 = FloatVector.fromArray(SPECIES, s, at);
      FloatVector s1 = FloatVector.fromArray(SPECIES, s, at + PANEL);
      FloatVector s2 = FloatVector.fromArray(SPECIES, s, at + 2 * PANEL);
      FloatVector s3 = FloatVector.fromArray(SPECIES, s, at + 3 * PANEL);
      max0 = s0.blend(max0, s0.compare(VectorOperators.LT, max0));
      max1 = s1.blend(max1, s1.compare(VectorOperators.LT, max1));
      max2 = s2.blend(max2, s2.compare(VectorOperators.LT, max2));
      max3 = s3.blend(max3, s3.compare(VectorOperators.LT, max3));
    }
    FloatVector max = max0.max(max1).max(max2.max(max3));
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    FloatVector shift = max.mul(-scale);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int key = 0; key < keys; key++) {
      int at = index + key * PANEL;
      FloatVector e = VectorMath.exp(FloatVector.fromArray(SPECIES, s, at).fma(factor, shift));
      e.intoArray(s, at);
      sum = e.add(sum);
    }
    FloatVector inverse = FloatVector.broadcast(SPECIES, 1f).div(sum);
    for (int key = 0; key < keys; key++) {
      int at = index + key * PANEL;
      FloatVector.fromArray(SPECIES, s, at).mul(inverse).intoArray(s, at);
    }
  }

  /**
   * Replaces dp, the gradient of probabilities p, by the gradient of the scores: scale·p·(dp − Σ
   * p·dp), the sum down each column.
   *
   * @param p (keys, PANEL), contiguous from {@code pIndex}, as {@link #forward} left it
   * @param dp (keys, PANEL), contiguous from {@code dpIndex}
   */
  static void backward(float[] p, int pIndex, float[] dp, int dpIndex, int keys, float scale) {
    for (int half = 0; half < PANEL; half += LANES) {
      scoreGradient(p, pIndex + half, dp, dpIndex + half, keys, scale);
    }
  }

  /** One vector of queries. */
  private static void scoreGradient(
      float[] p, int pIndex, float[] dp, int dpIndex, int keys, float scale) {
    FloatVector even = FloatVector.zero(SPECIES);
    FloatVector odd = even;
    for (int key = 0; key < keys; key += 2) {
      int at = key * PANEL;
      even =
          FloatVector.fromArray(SPECIES, p, pIndex + at)
              .fma(FloatVector.fromArray(SPECIES, dp, dpIndex + at), even);
      odd =
          FloatVector.fromArray(SPECIES, p, pIndex + at + PANEL)
              .fma(FloatVector.fromArray(SPECIES, dp, dpIndex + at + PANEL), odd);
    }
    FloatVector dot = even.add(odd);
    for (int key = 0; key < keys; key++) {
      int at = key * PANEL;
      FloatVector.fromArray(SPECIES, dp, dpIndex + at)
          .sub(dot)
          .mul(scale)
          .mul(FloatVector.fromArray(SPECIES, p, pIndex + at))
          .intoArray(dp, dpIndex + at);
    }
  }
}
