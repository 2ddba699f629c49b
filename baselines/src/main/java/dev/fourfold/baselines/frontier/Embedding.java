package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** The model's first layer: a token's vector plus its position's. */
final class Embedding {
  private Embedding() {}

  /**
   * One row of x = wte[token] + wpe[position].
   *
   * @param tokens wte (V,C)
   * @param positions wpe (T,C)
   * @param x (rows,C)
   */
  static void forward(
      PanelMatrix tokens, int token, PanelMatrix positions, int position, PanelMatrix x, int row) {
    for (int panel = 0; panel < x.panels(); panel++) {
      int t = tokens.index(panel, token);
      int p = positions.index(panel, position);
      int at = x.index(panel, row);
      FloatVector.fromArray(SPECIES, tokens.data(), t)
          .add(FloatVector.fromArray(SPECIES, positions.data(), p))
          .intoArray(x.data(), at);
      FloatVector.fromArray(SPECIES, tokens.data(), t + LANES)
          .add(FloatVector.fromArray(SPECIES, positions.data(), p + LANES))
          .intoArray(x.data(), at + LANES);
    }
  }

  /** One row of dx added to the gradient of its token, or of its position. */
  static void backward(PanelMatrix dx, int row, PanelMatrix gradient, int gradientRow) {
    for (int panel = 0; panel < dx.panels(); panel++) {
      int from = dx.index(panel, row);
      int to = gradient.index(panel, gradientRow);
      FloatVector.fromArray(SPECIES, gradient.data(), to)
          .add(FloatVector.fromArray(SPECIES, dx.data(), from))
          .intoArray(gradient.data(), to);
      FloatVector.fromArray(SPECIES, gradient.data(), to + LANES)
          .add(FloatVector.fromArray(SPECIES, dx.data(), from + LANES))
          .intoArray(gradient.data(), to + LANES);
    }
  }
}
