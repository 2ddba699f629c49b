package dev.fourfold.harness.training;

import dev.fourfold.core.data.BatchSampler;
import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import java.util.ArrayList;
import java.util.List;

/**
 * The loss on text that no training step sees, always on the same batches.
 *
 * <p>A trainer has no method for it. A second trainer, made from the parameters at hand, takes
 * steps at learning rate 0: their losses are those before the update, and the update changes
 * nothing. The trainer that trains does not notice; steps of its own would change its moments.
 */
final class HeldOutLoss {
  /** The batches are the same in every training, whatever its seed. */
  private static final long SEED = 1;

  private final TrainerProvider provider;
  private final TrainingTask task;
  private final List<TokenBatch> batches = new ArrayList<>();

  HeldOutLoss(TrainerProvider provider, TrainingTask task, byte[] text, int mostBatches) {
    this.provider = provider;
    this.task = task;
    BatchSampler sampler =
        new BatchSampler(text, task.batchSize(), task.model().contextLength(), SEED);
    for (int i = 0; i < mostBatches; i++) {
      batches.add(sampler.next());
    }
  }

  /**
   * The mean over the first so many batches, in nats a byte.
   *
   * @param parameters in the order of {@link dev.fourfold.core.model.ParameterLayout}
   */
  double of(float[] parameters, int batchCount) {
    double sum = 0;
    try (Trainer reader = provider.create(task, parameters)) {
      for (TokenBatch batch : batches.subList(0, batchCount)) {
        sum += reader.step(batch.inputs(), batch.targets(), 0);
      }
    }
    return sum / batchCount;
  }
}
