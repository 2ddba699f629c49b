package dev.fourfold.harness.measure;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;

/** A trainer whose steps take a known time and compute nothing. */
public abstract class Waiting implements TrainerProvider {
  private final int millis;

  private Waiting(int millis) {
    this.millis = millis;
  }

  /** More than three seconds an episode. */
  public static final class Slow extends Waiting {
    public Slow() {
      super(800);
    }
  }

  /** No time at all. */
  public static final class Fast extends Waiting {
    public Fast() {
      super(0);
    }
  }

  @Override
  public String name() {
    return "waiting";
  }

  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    return new Trainer() {
      @Override
      public float step(int[] inputs, int[] targets, float learningRate) {
        try {
          Thread.sleep(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return 0;
      }

      @Override
      public void readParameters(float[] destination) {}
    };
  }
}
