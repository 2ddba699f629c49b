package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Softmax over the keys that a query may see, row by row of a (T,T) matrix in panels. */
final class CausalSoftmax {
  private static final float NEVER = -1e30f;

  /**
   * PANEL ones, then PANEL zeros: the panel-wide window from {@code PANEL − 1 − i} is 1 up to its
   * column i, and 0 beyond.
   */
  private static final float[] VISIBLE = new float[2 * PANEL];

  /**
   * The same window over 0 and a value that no score can lift: added to scores before a maximum.
   */
  private static final float[] HIDDEN = new float[2 * PANEL];

  static {
    Arrays.fill(VISIBLE, 0, PANEL, 1f);
    Arrays.fill(HIDDEN, PANEL, 2 * PANEL, NEVER);
  }

  private CausalSoftmax() {}

  /**
   * Replaces scores s by softmax(scale·s) over columns 0 to {@code row}; columns beyond, up to the
   * end of their panel, become 0.
   *
   * @param scores (T,T), valid up to the panel that holds column {@code row}
   */
  static void forward(PanelMatrix scores, int row, float scale) {
    float[] data = scores.data();
    int index = scores.index(0, row);
    int stride = scores.panelStride();
    int last = row / PANEL;
    int window = PANEL - 1 - row % PANEL;
    hide(data, index + last * stride, window);
    float max = max(data, index, stride, last);
    float sum = exponentials(data, index, stride, last, max * scale, scale);
    normalise(data, index, stride, last, window, 1 / sum);
  }

  private static void hide(float[] x, int at, int window) {
    for (int half = 0; half < PANEL; half += LANES) {
      FloatVector.fromArray(SPECIES, x, at + half)
          .add(FloatVector.fromArray(SPECIES, HIDDEN, window + half))
          .intoArray(x, at + half);
    }
  }

  private static float max(float[] x, int index, int stride, int last) {
    FloatVector max = FloatVector.broadcast(SPECIES, NEVER);
    for (int panel = 0; panel <= last; panel++) {
      int at = index + panel * stride;
      max = max.max(FloatVector.fromArray(SPECIES, x, at));
      max = max.max(FloatVector.fromArray(SPECIES, x, at + LANES));
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  /** Hidden columns get e⁻⁸⁷, which no sum of a visible 1 can feel. */
  private static float exponentials(
      float[] x, int index, int stride, int last, float max, float scale) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    FloatVector shift = FloatVector.broadcast(SPECIES, -max);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int panel = 0; panel <= last; panel++) {
      for (int half = 0; half < PANEL; half += LANES) {
        int at = index + panel * stride + half;
        FloatVector e = VectorMath.exp(FloatVector.fromArray(SPECIES, x, at).fma(factor, shift));
        e.intoArray(x, at);
        sum = sum.add(e);
      }
    }
    return VectorMath.sum(sum);
  }

  private static void normalise(
      float[] x, int index, int stride, int last, int window, float factor) {
    for (int panel = 0; panel < last; panel++) {
      int at = index + panel * stride;
      FloatVector.fromArray(SPECIES, x, at).mul(factor).intoArray(x, at);
      FloatVector.fromArray(SPECIES, x, at + LANES).mul(factor).intoArray(x, at + LANES);
    }
    int at = index + last * stride;
    for (int half = 0; half < PANEL; half += LANES) {
      FloatVector.fromArray(SPECIES, x, at + half)
          .mul(factor)
          .mul(FloatVector.fromArray(SPECIES, VISIBLE, window + half))
          .intoArray(x, at + half);
    }
  }

  /**
   * Replaces dp, the gradient of probabilities p, by the gradient of the scores: scale·p·(dp − Σ
   * p·dp), for one row, up to the end of the panel that holds column {@code row}.
   *
   * @param p (T,T) as {@link #forward} left it
   * @param dp (T,T)
   */
  static void backward(PanelMatrix p, PanelMatrix dp, int row, float scale) {
    int last = row / PANEL;
    float dot =
        dot(
            p.data(),
            p.index(0, row),
            p.panelStride(),
            dp.data(),
            dp.index(0, row),
            dp.panelStride(),
            last);
    scores(
        p.data(),
        p.index(0, row),
        p.panelStride(),
        dp.data(),
        dp.index(0, row),
        dp.panelStride(),
        last,
        dot,
        scale);
  }

  private static float dot(
      float[] p, int pIndex, int pStride, float[] dp, int dpIndex, int dpStride, int last) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    for (int panel = 0; panel <= last; panel++) {
      int at = pIndex + panel * pStride;
      int dAt = dpIndex + panel * dpStride;
      sum0 =
          FloatVector.fromArray(SPECIES, p, at).fma(FloatVector.fromArray(SPECIES, dp, dAt), sum0);
      sum1 =
          FloatVector.fromArray(SPECIES, p, at + LANES)
              .fma(FloatVector.fromArray(SPECIES, dp, dAt + LANES), sum1);
    }
    return VectorMath.sum(sum0.add(sum1));
  }

  private static void scores(
      float[] p,
      int pIndex,
      int pStride,
      float[] dp,
      int dpIndex,
      int dpStride,
      int last,
      float dot,
      float scale) {
    for (int panel = 0; panel <= last; panel++) {
      for (int half = 0; half < PANEL; half += LANES) {
        int at = dpIndex + panel * dpStride + half;
        FloatVector.fromArray(SPECIES, dp, at)
            .sub(dot)
            .mul(scale)
            .mul(FloatVector.fromArray(SPECIES, p, pIndex + panel * pStride + half))
            .intoArray(dp, at);
      }
    }
  }
}
