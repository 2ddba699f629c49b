package dev.fourfold.core.training;

import dev.fourfold.core.model.ModelConfig;
import java.util.List;
import java.util.Optional;

/**
 * A model shape, an optimizer setting, a batch shape and the number of steps of an episode, under
 * one name. The three published workloads differ in size only.
 *
 * @param name as on the command line
 * @param model the model's shape
 * @param optimizer how parameters are updated
 * @param batchSize B, the number of sequences of every step
 * @param steps K, the number of steps of an episode
 * @param purpose what it is for, in a few words
 */
public record Workload(
    String name,
    ModelConfig model,
    OptimizerConfig optimizer,
    int batchSize,
    int steps,
    String purpose) {

  /** The learning rate around which an episode draws those of its steps. */
  public static final float LEARNING_RATE = 1e-3f;

  private static final OptimizerConfig OPTIMIZER = new OptimizerConfig(0.9f, 0.99f, 1e-8f, 0.1f, 1);

  /** For tests and smoke runs. */
  public static final Workload TINY =
      new Workload("tiny", gpt2(2, 2, 32, 32), OPTIMIZER, 2, 4, "tests, smoke runs");

  /** The default: the headline number is measured on it. */
  public static final Workload SMALL =
      new Workload("small", gpt2(4, 4, 128, 128), OPTIMIZER, 4, 4, "the headline number");

  /** What changes when the caches are full. */
  public static final Workload MEDIUM =
      new Workload("medium", gpt2(4, 8, 256, 256), OPTIMIZER, 4, 4, "when the caches are full");

  private static final List<Workload> PUBLISHED = List.of(TINY, SMALL, MEDIUM);

  public Workload {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1: " + steps);
    }
  }

  private static ModelConfig gpt2(int layers, int heads, int channels, int contextLength) {
    return new ModelConfig(layers, heads, channels, contextLength, ModelConfig.BYTES);
  }

  /** The published workloads, smallest first. */
  public static List<Workload> published() {
    return PUBLISHED;
  }

  /** The published workload of that name, if there is one. */
  public static Optional<Workload> named(String name) {
    return PUBLISHED.stream().filter(workload -> workload.name().equals(name)).findFirst();
  }

  /** The task that this workload sets a trainer. */
  public TrainingTask task(int threads) {
    return new TrainingTask(model, optimizer, batchSize, threads);
  }

  /**
   * The floating-point work of one training step's matrix products, in operations (a multiply and
   * an add are two). Forward: 2·B·T·(12·L·C² + V·C) for the linear layers and the head, and
   * 2·B·L·T·(T+1)·C for the causal half of the scores and of the weighted sum of values; backward
   * is twice the forward (Kaplan et al. 2020, section 2.1, with the causal half counted once).
   */
  public double flopsPerStep() {
    double tokens = (double) batchSize * model.contextLength();
    double channels = model.channels();
    double linear =
        2 * tokens * (12.0 * model.layers() * channels * channels + model.vocabulary() * channels);
    double attention = 2 * tokens * model.layers() * (model.contextLength() + 1.0) * channels;
    return 3 * (linear + attention);
  }
}
