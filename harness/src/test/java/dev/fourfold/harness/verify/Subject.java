package dev.fourfold.harness.verify;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import java.util.function.BiFunction;

/** A named way to make trainers. */
record Subject(String name, BiFunction<TrainingTask, float[], Trainer> factory)
    implements TrainerProvider {

  /** A trainer whose sums are added up in that order. */
  static Subject of(String name, Sums sums, BiFunction<TrainingTask, float[], HonestTrainer> make) {
    return new Subject(
        name,
        (task, initial) -> {
          HonestTrainer trainer = make.apply(task, initial);
          trainer.sums = sums;
          return trainer;
        });
  }

  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    return factory.apply(task, initialParameters);
  }
}
