package dev.fourfold.baselines.human;

import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.TrainingTask;

/** One transformer block: middle = x + attention(norm(x)), y = middle + mlp(norm(middle)). */
final class Block {
  private final LayerNorm norm1;
  private final Linear qkv; // C to 3C
  private final Attention attention;
  private final Linear projection; // C to C
  private final LayerNorm norm2;
  private final Linear expansion; // C to 4C
  private final Gelu gelu;
  private final Linear contraction; // 4C to C
  private final float[] middle; // (B*T, C)
  private final float[] y; // (B*T, C)

  Block(TrainingTask task, ParameterLayout layout, int layer, Products products) {
    int rows = task.tokensPerStep();
    int channels = task.model().channels();
    String prefix = "h." + layer + ".";
    norm1 = norm(layout, prefix + "ln_1", rows, channels);
    qkv = linear(layout, prefix + "attn.c_attn", rows, channels, 3 * channels, products);
    attention = new Attention(task.model(), task.batchSize());
    projection = linear(layout, prefix + "attn.c_proj", rows, channels, channels, products);
    norm2 = norm(layout, prefix + "ln_2", rows, channels);
    expansion = linear(layout, prefix + "mlp.c_fc", rows, channels, 4 * channels, products);
    gelu = new Gelu(rows * 4 * channels);
    contraction = linear(layout, prefix + "mlp.c_proj", rows, 4 * channels, channels, products);
    middle = new float[rows * channels];
    y = new float[rows * channels];
  }

  static LayerNorm norm(ParameterLayout layout, String name, int rows, int channels) {
    return new LayerNorm(
        rows,
        channels,
        layout.tensor(name + ".weight").offset(),
        layout.tensor(name + ".bias").offset());
  }

  private static Linear linear(
      ParameterLayout layout, String name, int rows, int in, int out, Products products) {
    return new Linear(
        rows,
        in,
        out,
        layout.tensor(name + ".weight").offset(),
        layout.tensor(name + ".bias").offset(),
        products);
  }

  /** x (B*T, C) gives y (B*T, C). */
  float[] forward(float[] parameters, float[] x) {
    float[] normalised = norm1.forward(parameters, x);
    float[] heads = attention.forward(qkv.forward(parameters, normalised));
    sum(x, projection.forward(parameters, heads), middle);
    float[] expanded = expansion.forward(parameters, norm2.forward(parameters, middle));
    sum(middle, contraction.forward(parameters, gelu.forward(expanded)), y);
    return y;
  }

  /** dy (B*T, C) becomes dx (B*T, C), in place. */
  void backward(float[] parameters, float[] gradient, float[] dy) {
    // y = middle + mlp(norm(middle)): middle counts twice
    float[] dGelu = contraction.backward(parameters, gradient, dy); // (B*T, 4C)
    float[] dExpanded = gelu.backward(dGelu); // (B*T, 4C)
    float[] dNorm2 = expansion.backward(parameters, gradient, dExpanded); // (B*T, C)
    sum(dy, norm2.backward(parameters, gradient, dNorm2), dy);
    // middle = x + attention(norm(x)): x counts twice
    float[] dHeads = projection.backward(parameters, gradient, dy); // (B*T, C)
    float[] dQkv = attention.backward(dHeads); // (B*T, 3C)
    float[] dNorm1 = qkv.backward(parameters, gradient, dQkv); // (B*T, C)
    sum(dy, norm1.backward(parameters, gradient, dNorm1), dy);
  }

  private static void sum(float[] a, float[] b, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + b[i];
    }
  }
}
