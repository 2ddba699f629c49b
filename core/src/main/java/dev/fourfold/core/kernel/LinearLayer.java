package dev.fourfold.core.kernel;

import dev.fourfold.core.model.ModelConfig;

/** The four linear layers of a transformer block, Y = X·W + b with W (in, out). */
public enum LinearLayer {
  /** Queries, keys and values: C to 3C. */
  QKV("attn.c_attn", 1, 3),
  /** What the heads found, mixed: C to C. */
  PROJECTION("attn.c_proj", 1, 1),
  /** Into the hidden layer: C to 4C. */
  EXPANSION("mlp.c_fc", 1, 4),
  /** Out of the hidden layer: 4C to C. */
  CONTRACTION("mlp.c_proj", 4, 1);

  private final String name;
  private final int inWidths;
  private final int outWidths;

  LinearLayer(String name, int inWidths, int outWidths) {
    this.name = name;
    this.inWidths = inWidths;
    this.outWidths = outWidths;
  }

  /** The name of its tensors in the first block, without {@code .weight} and {@code .bias}. */
  public String tensorName() {
    return "h.0." + name;
  }

  /** Columns of X. */
  public int in(ModelConfig model) {
    return inWidths * model.channels();
  }

  /** Columns of Y. */
  public int out(ModelConfig model) {
    return outWidths * model.channels();
  }
}
