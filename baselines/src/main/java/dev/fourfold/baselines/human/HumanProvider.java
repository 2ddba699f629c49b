package dev.fourfold.baselines.human;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;

/** Provides the human reference, {@code human}. */
public final class HumanProvider implements TrainerProvider {

  @Override
  public String name() {
    return "human";
  }

  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    return new HumanTrainer(task, initialParameters);
  }
}
