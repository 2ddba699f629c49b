package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;

/** A trainer that does nothing, so that its episode costs what the harness itself costs. */
public final class NothingProvider implements TrainerProvider {
  static final String NAME = "nothing";

  static Entrant entrant() {
    return new Entrant(
        NAME,
        WorkerCommand.of(
            NothingProvider.class.getName(), WorkerCommand.home(NothingProvider.class)));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    return new Trainer() {
      @Override
      public float step(int[] inputs, int[] targets, float learningRate) {
        return 0;
      }

      @Override
      public void readParameters(float[] destination) {}
    };
  }
}
