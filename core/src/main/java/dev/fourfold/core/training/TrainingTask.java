package dev.fourfold.core.training;

import dev.fourfold.core.model.ModelConfig;

/**
 * What a trainer is asked to train, and with what.
 *
 * @param model the model's shape; every sequence has {@code model.contextLength()} tokens
 * @param optimizer how parameters are updated
 * @param batchSize B, the number of sequences of every step, at least 1
 * @param threads how many threads may compute at once: the cores granted, at least 1
 */
public record TrainingTask(
    ModelConfig model, OptimizerConfig optimizer, int batchSize, int threads) {

  public TrainingTask {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be at least 1: " + batchSize);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
    Math.multiplyExact(batchSize, model.contextLength());
  }

  /** B·T, the number of tokens of a step. */
  public int tokensPerStep() {
    return batchSize * model.contextLength();
  }
}
