package dev.fourfold.core.oracle;

import dev.fourfold.core.model.ModelConfig;

/** One transformer block: x + attention(norm(x)), then x + mlp(norm(x)). */
final class Block {
  private final LayerNorm norm1;
  private final Linear qkv;
  private final Attention attention;
  private final Linear projection;
  private final LayerNorm norm2;
  private final Linear expansion;
  private final Gelu gelu = new Gelu();
  private final Linear contraction;

  Block(ModelConfig model, int batchSize, Tensors parameters, Tensors gradient, int layer) {
    String prefix = "h." + layer + ".";
    norm1 = new LayerNorm(parameters, gradient, prefix + "ln_1");
    qkv = new Linear(parameters, gradient, prefix + "attn.c_attn");
    attention = new Attention(model, batchSize);
    projection = new Linear(parameters, gradient, prefix + "attn.c_proj");
    norm2 = new LayerNorm(parameters, gradient, prefix + "ln_2");
    expansion = new Linear(parameters, gradient, prefix + "mlp.c_fc");
    contraction = new Linear(parameters, gradient, prefix + "mlp.c_proj");
  }

  /** x (B*T, C) gives y (B*T, C). */
  double[][] forward(double[][] x) {
    double[][] attended =
        projection.forward(attention.forward(qkv.forward(norm1.forward(x)))); // (B*T, C)
    double[][] middle = Matrix.add(x, attended);
    double[][] mlp =
        contraction.forward(gelu.forward(expansion.forward(norm2.forward(middle)))); // (B*T, C)
    return Matrix.add(middle, mlp);
  }

  /** y = middle + mlp(norm2(middle)), middle = x + attention(norm1(x)): both summands count. */
  double[][] backward(double[][] dy) {
    double[][] dMlp =
        norm2.backward(expansion.backward(gelu.backward(contraction.backward(dy)))); // (B*T, C)
    double[][] dMiddle = Matrix.add(dy, dMlp);
    double[][] dAttended =
        norm1.backward(qkv.backward(attention.backward(projection.backward(dMiddle)))); // (B*T, C)
    return Matrix.add(dMiddle, dAttended);
  }
}
