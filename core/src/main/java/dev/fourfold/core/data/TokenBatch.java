package dev.fourfold.core.data;

/**
 * What one training step sees: inputs and, for each, the token that follows it.
 *
 * @param inputs (B,T) tokens, row-major
 * @param targets (B,T) tokens, row-major: {@code targets[b][t]} follows {@code inputs[b][t]}
 */
public record TokenBatch(int[] inputs, int[] targets) {
  public TokenBatch {
    if (inputs.length != targets.length) {
      throw new IllegalArgumentException(
          "as many targets as inputs: " + targets.length + " and " + inputs.length);
    }
  }
}
