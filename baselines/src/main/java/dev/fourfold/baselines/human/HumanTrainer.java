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
 * {@code small}, one thread, JDK 25, all versions side by side in one JVM taking turns step by
 * step. Zen 5: an AMD EPYC in a quiet hour, the median of three runs' medians of 11 steps. Zen 3:
 * an AMD EPYC whose cores strangers shared for most of the time, the median of 33 steps; in
 * brackets the fastest. Xeon: an Intel Emerald Rapids in a quiet quarter of an hour, the median of
 * six runs' medians of 9 steps. Zen 4: an AMD EPYC in quiet minutes, the median of 11 steps.
 *
 * <pre>
 *                                         ms a step × naive  alone    ms a step × naive  × naive
 * change                                      Zen 5                       Zen 3             Xeon
 * naive                                        1739    1.00         2491 (2114)    1.00     1.00
 * flat arrays instead of arrays of rows,
 *   one for all parameters, one for all
 *   gradients; every buffer made once,
 *   nothing allocated in a step; strides
 *   hoisted out of loops                       1497    1.16 × 1.16  2213 (2000)    1.13     1.21
 * matrix products with six sums in
 *   registers at a time, where a single
 *   one waits several cycles for each
 *   addition (Products)                         514    3.38 × 2.91    798 (605)    3.12     2.92
 * what is multiplied is copied side by
 *   side first (Products)                       416    4.18 × 1.23    717 (604)    3.47     3.97
 * the loop over six sums written out for
 *   two values at a time (Products)             388    4.49 × 1.07    580 (484)    4.29        –
 * two of the head's three products in
 *   plain loops again (Head)                    406    4.28 × 0.96            –       –        –
 * five sums at a time instead of six
 *   (Products), and of those two products
 *   one with copies once more (Head)        Zen 4: 376 → 410 ms, naive 1876: 4.99 → 4.57 × naive
 * </pre>
 *
 * <p>It stops here because it stands for 4×: the last two lines are there because it was too near
 * to 4.5 on a Zen 5, and above it on a Zen 4, where it was 4.7 × in the quiet rounds of gradings,
 * in which naive has a JVM to itself. With six sums and the loop written out it lost hardly more
 * than naive where the cores were shared: 4.29 × in the medians, 4.37 × in the fastest steps.
 * Measured and left out: tanh kept from GELU's forward for its backward, × 1.05 on Zen 3 and the
 * Xeon; attention's weighted sum along the rows of v and a softmax that divides once, × 1.05 on Zen
 * 3 and × 1.01 on the Xeon; the copied rows of a interleaved value by value, which on Zen 3 brings
 * what writing out the loop does, and is disturbed more. Five sums of fma, each of which waits four
 * cycles on all of these processors, are limited in the same way everywhere, to 0.8 cycles a
 * multiply-add. Blocks of 4×4 would wait for nothing and were 5.2 × naive on Zen 5 and 3.4 × on the
 * Xeon before anything was copied.
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
