package dev.fourfold.baselines.naive;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;

/** Provides the textbook trainer, {@code naive}. */
public final class NaiveProvider implements TrainerProvider {

  @Override
  public String name() {
    return "naive";
  }

  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    return new NaiveTrainer(task, initialParameters);
  }
}
