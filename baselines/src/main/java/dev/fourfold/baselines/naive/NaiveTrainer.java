package dev.fourfold.baselines.naive;

import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import java.util.ArrayList;
import java.util.List;

/** The training loop: forward, backward, clip, update. */
final class NaiveTrainer implements Trainer {
  private final Parameters parameters;
  private final Embedding embedding;
  private final List<Block> blocks = new ArrayList<>();
  private final LayerNorm finalNorm;
  private final Head head;
  private final AdamW optimizer;

  NaiveTrainer(TrainingTask task, float[] initialParameters) {
    parameters = new Parameters(ParameterLayout.of(task.model()), initialParameters);
    embedding = new Embedding(parameters);
    for (int layer = 0; layer < task.model().layers(); layer++) {
      blocks.add(new Block(task.model(), task.batchSize(), parameters, layer));
    }
    finalNorm = new LayerNorm(parameters, "ln_f");
    head = new Head(parameters);
    optimizer = new AdamW(task.optimizer());
  }

  @Override
  public float step(int[] inputs, int[] targets, float learningRate) {
    float loss = forward(inputs, targets);
    backward(targets);
    optimizer.clip(parameters);
    optimizer.update(parameters, learningRate);
    return loss;
  }

  private float forward(int[] inputs, int[] targets) {
    float[][] x = embedding.forward(inputs); // (B*T, C)
    for (Block block : blocks) {
      x = block.forward(x);
    }
    return head.forward(finalNorm.forward(x), targets);
  }

  private void backward(int[] targets) {
    float[][] dx = finalNorm.backward(head.backward(targets)); // (B*T, C)
    for (int layer = blocks.size() - 1; layer >= 0; layer--) {
      dx = blocks.get(layer).backward(dx);
    }
    embedding.backward(dx);
  }

  @Override
  public void readParameters(float[] destination) {
    parameters.copyTo(destination);
  }
}
