package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Cross-entropy of the next token, and its gradient in place of the logits. */
final class CrossEntropy {
  /** What the logits of padding start from: far below any real one, and finite. */
  private static final float NEVER = -1e30f;

  /** (V) padded: 1 for a token, 0 for padding. */
  private final float[] real;

  /** (V) padded: the bias of the output head, 0 for a token. */
  private final float[] headBias;

  /** 1 / (B·T). */
  private final float scale;

  CrossEntropy(int vocabulary, int tokens) {
    real = new float[Lanes.padded(vocabulary)];
    headBias = new float[real.length];
    Arrays.fill(real, 0, vocabulary, 1f);
    Arrays.fill(headBias, vocabulary, headBias.length, NEVER);
    scale = 1f / tokens;
  }

  /** The bias to compute logits with, (V) padded, so that padding takes no part in a softmax. */
  float[] headBias() {
    return headBias;
  }

  /**
   * −log softmax(logits)[target] of one row; the row becomes (softmax(logits) − onehot(target)) /
   * (B·T), the gradient of the mean over B·T tokens.
   *
   * @param logits (rows, V)
   */
  double forwardAndBackward(PanelMatrix logits, int row, int target) {
    float[] data = logits.data();
    int index = logits.index(0, row);
    float max = max(data, index, logits.panelStride(), logits.panels());
    double logit = data[logits.element(row, target)];
    float sum = exponentials(data, index, logits.panelStride(), logits.panels(), max, real);
    scale(data, index, logits.panelStride(), logits.panels(), scale / sum);
    data[logits.element(row, target)] -= scale;
    return Math.log(sum) + max - logit;
  }

  /** A row of zeros: the gradient at a position that is only padding. */
  static void clear(PanelMatrix logits, int row) {
    for (int panel = 0; panel < logits.panels(); panel++) {
      int at = logits.index(panel, row);
      Arrays.fill(logits.data(), at, at + PANEL, 0f);
    }
  }

  private static float max(float[] x, int index, int stride, int panels) {
    FloatVector max = FloatVector.broadcast(SPECIES, NEVER);
    for (int panel = 0; panel < panels; panel++) {
      int at = index + panel * stride;
      max = FloatVector.fromArray(SPECIES, x, at).max(max);
      max = FloatVector.fromArray(SPECIES, x, at + LANES).max(max);
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  private static float exponentials(
      float[] x, int index, int stride, int panels, float max, float[] real) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      for (int half = 0; half < PANEL; half += LANES) {
        int at = index + panel * stride + half;
        FloatVector e =
            VectorMath.exp(FloatVector.fromArray(SPECIES, x, at).sub(max))
                .mul(FloatVector.fromArray(SPECIES, real, panel * PANEL + half));
        e.intoArray(x, at);
        sum = e.add(sum);
      }
    }
    return VectorMath.sum(sum);
  }

  private static void scale(float[] x, int index, int stride, int panels, float factor) {
    for (int panel = 0; panel < panels; panel++) {
      int at = index + panel * stride;
      FloatVector.fromArray(SPECIES, x, at).mul(factor).intoArray(x, at);
      FloatVector.fromArray(SPECIES, x, at + LANES).mul(factor).intoArray(x, at + LANES);
    }
  }
}
