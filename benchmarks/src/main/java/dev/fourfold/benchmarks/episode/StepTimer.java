package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import java.util.ArrayList;
import java.util.List;

/** A provider's trainers, with every step of theirs timed. */
final class StepTimer implements TrainerProvider {
  private final TrainerProvider timed;
  private final List<Double> seconds = new ArrayList<>();

  StepTimer(TrainerProvider timed) {
    this.timed = timed;
  }

  /** Of all steps so far. */
  List<Double> stepSeconds() {
    return List.copyOf(seconds);
  }

  @Override
  public String name() {
    return timed.name();
  }

  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    Trainer trainer = timed.create(task, initialParameters);
    return new Trainer() {
      @Override
      public float step(int[] inputs, int[] targets, float learningRate) {
        long start = System.nanoTime();
        float loss = trainer.step(inputs, targets, learningRate);
        seconds.add((System.nanoTime() - start) / 1e9);
        return loss;
      }

      @Override
      public void readParameters(float[] destination) {
        trainer.readParameters(destination);
      }

      @Override
      public void close() {
        trainer.close();
      }
    };
  }
}
