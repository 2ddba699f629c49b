package dev.fourfold.baselines.human;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import java.util.Arrays;

/**
 * The training loop: forward, backward, clip, update.
 *
 * <p>The ledger of what was changed, beginning with the naive trainer. Measured on the workload
 * {@code small}, one thread, all versions side by side in one JVM taking turns step by step, the
 * median of 9 steps after 3; each figure, each ratio too, is the median of six such runs (Intel
 * Xeon, Emerald Rapids, in a quiet quarter of an hour; JDK 25), whose last line lay between 4.17
 * and 4.37.
 *
 * <pre>
 * change                                                       ms a step  × naive  alone
 * naive                                                             1734     1.00
 * flat arrays instead of arrays of rows, one for all parameters,
 *   one for all gradients; every buffer made once, nothing
 *   allocated in a step; strides hoisted out of loops                1449     1.21  × 1.21
 * matrix products with six sums in registers at a time, where a
 *   single one waits several cycles for each addition (Products)      599     2.92  × 2.39
 * what is multiplied is copied side by side first (Products)          443     3.97  × 1.37
 * attention's weighted sum runs along the rows of v, and its
 *   softmax divides once (Attention)                                  433     3.99  × 1.01
 * tanh kept from GELU's forward for its backward (Gelu)               412     4.20  × 1.05
 * </pre>
 *
 * <p>It stops here because it stands for 4×. Where it runs matters, for naive's part as well. Alone
 * with naive in a JVM, in the minutes after, when strangers began to share the cores, the same code
 * was 3.7 to 4.0 ×. Products in 2×2 blocks, without copies, were 3.92 × naive on an AMD EPYC (Zen
 * 5) and 2.15 × on this Xeon; 4×4 blocks were 5.2 × and 3.4 ×. Six sums of fma, each of which waits
 * four cycles on all of these processors, are limited in the same way everywhere: 0.67 cycles a
 * multiply-add, and 0.24 ns were measured here, at 2.8 GHz. The next change would be 4×4 blocks of
 * copied values: 0.17 ns.
 */
final class HumanTrainer implements Trainer {
  private final int rows; // B*T
  private final int time; // T
  private final int channels; // C
  private final int tokenEmbedding; // where wte (V, C) starts
  private final int positionEmbedding; // where wpe (T, C) starts
  private final float[] parameters; // in the order of ParameterLayout
  private final float[] gradient; // the same order
  private final float[] embedded; // (B*T, C)
  private final Block[] blocks;
  private final LayerNorm finalNorm;
  private final Head head;
  private final AdamW optimizer;

  HumanTrainer(TrainingTask task, float[] initialParameters) {
    ModelConfig model = task.model();
    ParameterLayout layout = ParameterLayout.of(model);
    rows = task.tokensPerStep();
    time = model.contextLength();
    channels = model.channels();
    tokenEmbedding = layout.tensor("wte.weight").offset();
    positionEmbedding = layout.tensor("wpe.weight").offset();
    parameters = initialParameters.clone();
    gradient = new float[parameters.length];
    embedded = new float[rows * channels];

    Products products = new Products(task);
    blocks = new Block[model.layers()];
    for (int layer = 0; layer < blocks.length; layer++) {
      blocks[layer] = new Block(task, layout, layer, products);
    }
    finalNorm = Block.norm(layout, "ln_f", rows, channels);
    head = new Head(rows, channels, model.vocabulary(), tokenEmbedding, products);
    optimizer = new AdamW(task.optimizer(), layout);
  }

  @Override
  public float step(int[] inputs, int[] targets, float learningRate) {
    Arrays.fill(gradient, 0);
    float loss = forward(inputs, targets);
    backward(inputs);
    optimizer.update(parameters, gradient, learningRate);
    return loss;
  }

  private float forward(int[] inputs, int[] targets) {
    // x[b,t] = wte[input[b,t]] + wpe[t]
    for (int i = 0; i < rows; i++) {
      int token = tokenEmbedding + inputs[i] * channels;
      int position = positionEmbedding + i % time * channels;
      for (int c = 0; c < channels; c++) {
        embedded[i * channels + c] = parameters[token + c] + parameters[position + c];
      }
    }
    float[] x = embedded; // (B*T, C)
    for (Block block : blocks) {
      x = block.forward(parameters, x);
    }
    return head.forward(parameters, finalNorm.forward(parameters, x), targets);
  }

  private void backward(int[] inputs) {
    float[] dHead = head.backward(parameters, gradient); // (B*T, C)
    float[] dx = finalNorm.backward(parameters, gradient, dHead); // (B*T, C)
    for (int layer = blocks.length - 1; layer >= 0; layer--) {
      blocks[layer].backward(parameters, gradient, dx);
    }
    // x[b,t] = wte[input[b,t]] + wpe[t]
    for (int i = 0; i < rows; i++) {
      int token = tokenEmbedding + inputs[i] * channels;
      int position = positionEmbedding + i % time * channels;
      for (int c = 0; c < channels; c++) {
        float d = dx[i * channels + c];
        gradient[token + c] += d;
        gradient[position + c] += d;
      }
    }
  }

  @Override
  public void readParameters(float[] destination) {
    System.arraycopy(parameters, 0, destination, 0, parameters.length);
  }
}
