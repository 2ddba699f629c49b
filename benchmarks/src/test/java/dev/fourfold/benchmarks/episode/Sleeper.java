package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;

/** A trainer whose steps take a known time, and give how many the worker has done so far. */
public abstract class Sleeper implements TrainerProvider {
  private final int firstMillis;
  private final int millis;
  private final int moreMillis;
  private int steps;

  private Sleeper(int firstMillis, int millis) {
    this(firstMillis, millis, 0);
  }

  private Sleeper(int firstMillis, int millis, int moreMillis) {
    this.firstMillis = firstMillis;
    this.millis = millis;
    this.moreMillis = moreMillis;
  }

  /** As slow as a textbook: an episode of four steps takes more than three seconds. */
  public static final class Slow extends Sleeper {
    static final int MILLIS = 800;

    public Slow() {
      super(MILLIS, MILLIS);
    }
  }

  /** Fast, once it has started. */
  public static final class SlowStart extends Sleeper {
    public SlowStart() {
      super(4000, 0);
    }
  }

  /** Fast. */
  public static final class Fast extends Sleeper {
    public Fast() {
      super(0, 0);
    }
  }

  /** In between: half a second an episode. */
  public static final class Middling extends Sleeper {
    public Middling() {
      super(150, 150);
    }
  }

  /** In between too, with steps long enough for a compiler: more than a second an episode. */
  public static final class Unhurried extends Sleeper {
    public Unhurried() {
      super(500, 300);
    }
  }

  /** As {@link Unhurried}, but what its first step took was mostly not its own. */
  public static final class UnhurriedLater extends Sleeper {
    public UnhurriedLater() {
      super(1000, 300);
    }
  }

  /**
   * Slower with every step, so that none is ever seen to be faster: a second an episode at first.
   */
  public static final class Tiring extends Sleeper {
    public Tiring() {
      super(150, 150, 50);
    }
  }

  /** Fails at its ninth step. */
  public static final class Failing extends Sleeper {
    public Failing() {
      super(0, 0);
    }

    @Override
    void check(int steps) {
      if (steps == 9) {
        throw new IllegalStateException("nine steps are enough");
      }
    }
  }

  @Override
  public String name() {
    return "sleeper";
  }

  void check(int steps) {}

  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    return new Trainer() {
      @Override
      public float step(int[] inputs, int[] targets, float learningRate) {
        try {
          Thread.sleep(steps == 0 ? firstMillis : millis + moreMillis * steps);
          steps++;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        check(steps);
        return steps;
      }

      @Override
      public void readParameters(float[] destination) {}
    };
  }
}
