package dev.fourfold.peers.libtorch;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;

/** Provides the trainer on libtorch, {@code libtorch}. */
public final class LibtorchProvider implements TrainerProvider {

  @Override
  public String name() {
    return "libtorch";
  }

  /**
   * {@inheritDoc}
   *
   * <p>The number of threads is the library's, and the first trainer of a JVM chooses it.
   */
  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(task.threads()));
    return new LibtorchTrainer(task, initialParameters);
  }
}
