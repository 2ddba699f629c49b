package dev.fourfold.peers.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.norm.LayerNorm;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.TrainingTask;
import java.util.Map;

/** The model's forward pass as libtorch operations; libtorch differentiates it. */
final class Gpt2 {
  private final ModelConfig model;
  private final int batchSize; // B
  private final Map<String, NDArray> parameters;

  // Constants are arrays that live on: multiplying by a number inside a differentiated pass has
  // been seen to give NaN now and then, when the number's own array was freed too early.
  private final NDArray attentionScale; // 1/√hs
  private final NDArray mask; // (T, T), −∞ above the diagonal
  private final NDArray cubic; // √(8/π)·0.044715
  private final NDArray linear; // √(8/π)
  private final NDArray positions; // (T)

  Gpt2(TrainingTask task, Map<String, NDArray> parameters, NDManager manager) {
    this.model = task.model();
    this.batchSize = task.batchSize();
    this.parameters = parameters;
    int time = model.contextLength();
    attentionScale = manager.create((float) (1 / Math.sqrt(model.headSize())));
    float[] causal = new float[time * time];
    long[] places = new long[time];
    for (int t = 0; t < time; t++) {
      places[t] = t;
      for (int s = t + 1; s < time; s++) {
        causal[t * time + s] = Float.NEGATIVE_INFINITY;
      }
    }
    mask = manager.create(causal, new Shape(time, time));
    positions = manager.create(places);
    double root = Math.sqrt(8 / Math.PI);
    linear = manager.create((float) root);
    cubic = manager.create((float) (0.044715 * root));
  }

  /** inputs (B,T) and targets (B,T), 64-bit, give the mean cross-entropy. */
  NDArray loss(NDArray inputs, NDArray targets) {
    NDArray wte = parameters.get("wte.weight");
    NDArray x =
        embedding(inputs, wte).add(embedding(positions, parameters.get("wpe.weight"))); // (B, T, C)
    x = x.reshape((long) batchSize * model.contextLength(), model.channels()); // (B*T, C)
    for (int layer = 0; layer < model.layers(); layer++) {
      String block = "h." + layer + ".";
      x = x.add(attention(block + "attn.", normalised(block + "ln_1", x)));
      NDArray hidden = gelu(linear(block + "mlp.c_fc", normalised(block + "ln_2", x)));
      x = x.add(linear(block + "mlp.c_proj", hidden));
    }
    NDArray logits = normalised("ln_f", x).matMul(wte.transpose()); // (B*T, V)
    return logits.logSoftmax(-1).gather(targets.reshape(-1, 1), 1).mean().neg();
  }

  private static NDArray embedding(NDArray indices, NDArray table) {
    return Embedding.embedding(indices, table, SparseFormat.DENSE).singletonOrThrow();
  }

  private NDArray normalised(String name, NDArray x) {
    NDList y =
        LayerNorm.layerNorm(
            x,
            new Shape(model.channels()),
            parameters.get(name + ".weight"),
            parameters.get(name + ".bias"),
            ModelConfig.LAYER_NORM_EPSILON);
    return y.singletonOrThrow();
  }

  private NDArray linear(String name, NDArray x) {
    return x.matMul(parameters.get(name + ".weight")).add(parameters.get(name + ".bias"));
  }

  /** x·σ(2s) with 2s = √(8/π)·(x + 0.044715·x³): the tanh-approximated GELU in fewest passes. */
  private NDArray gelu(NDArray x) {
    return x.mul(Activation.sigmoid(x.mul(x.mul(x).mul(cubic).add(linear))));
  }

  private NDArray attention(String name, NDArray x) {
    long time = model.contextLength();
    NDArray qkv =
        linear(name + "c_attn", x)
            .reshape(batchSize, time, 3, model.heads(), model.headSize())
            .transpose(2, 0, 3, 1, 4); // (3, B, H, T, hs)
    NDArray scores =
        qkv.get(0).matMul(qkv.get(1).swapAxes(2, 3)).mul(attentionScale).add(mask); // (B, H, T, T)
    NDArray mixed = scores.softmax(-1).matMul(qkv.get(2)); // (B, H, T, hs)
    NDArray output = mixed.transpose(0, 2, 1, 3).reshape(batchSize * time, model.channels());
    return linear(name + "c_proj", output);
  }
}
