package dev.fourfold.baselines.frontier;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;

/** Provides the fastest trainer that we know how to write in pure Java. */
public final class FrontierProvider implements TrainerProvider {

  @Override
  public String name() {
    return "frontier";
  }

  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    return new FrontierTrainer(task, initialParameters);
  }
}
