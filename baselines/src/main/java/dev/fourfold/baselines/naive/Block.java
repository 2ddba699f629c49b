package dev.fourfold.baselines.naive;

import dev.fourfold.core.model.ModelConfig;

/** One transformer block: middle = x + attention(norm(x)), y = middle + mlp(norm(middle)). */
final class Block {
  private final LayerNorm norm1;
  private final Linear qkv; // C to 3C
  private final Attention attention;
  private final Linear projection; // C to C
  private final LayerNorm norm2;
  private final Linear expansion; // C to 4C
  private final Gelu gelu = new Gelu();
  private final Linear contraction; // 4C to C

  Block(ModelConfig model, int batchSize, Parameters parameters, int layer) {
    String prefix = "h." + layer + ".";
    norm1 = new LayerNorm(parameters, prefix + "ln_1");
    qkv = new Linear(parameters, prefix + "attn.c_attn");
    attention = new Attention(model, batchSize);
    projection = new Linear(parameters, prefix + "attn.c_proj");
    norm2 = new LayerNorm(parameters, prefix + "ln_2");
    expansion = new Linear(parameters, prefix + "mlp.c_fc");
    contraction = new Linear(parameters, prefix + "mlp.c_proj");
  }

  /** x (B*T, C) gives y (B*T, C). */
  float[][] forward(float[][] x) {
    float[][] attended =
        projection.forward(attention.forward(qkv.forward(norm1.forward(x)))); // (B*T, C)
    float[][] middle = sum(x, attended);
    float[][] mlp =
        contraction.forward(gelu.forward(expansion.forward(norm2.forward(middle)))); // (B*T, C)
    return sum(middle, mlp);
  }

  /** dy (B*T, C) gives dx (B*T, C). */
  float[][] backward(float[][] dy) {
    // y = middle + mlp(norm(middle)): middle counts twice
    float[][] dMlp =
        norm2.backward(expansion.backward(gelu.backward(contraction.backward(dy)))); // (B*T, C)
    float[][] dMiddle = sum(dy, dMlp);
    // middle = x + attention(norm(x)): x counts twice
    float[][] dAttended =
        norm1.backward(qkv.backward(attention.backward(projection.backward(dMiddle)))); // (B*T, C)
    return sum(dMiddle, dAttended);
  }

  private static float[][] sum(float[][] a, float[][] b) {
    float[][] sum = new float[a.length][a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        sum[i][j] = a[i][j] + b[i][j];
      }
    }
    return sum;
  }
}
