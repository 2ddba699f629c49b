package dev.fourfold.baselines.naive;

import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;

/** x[b,t] = wte[input[b,t]] + wpe[t]: the token's row plus the position's. */
final class Embedding {
  private final Parameter tokens; // wte (V, C)
  private final Parameter positions; // wpe (T, C)
  private int[] inputs; // (B*T)

  Embedding(Parameters parameters) {
    this.tokens = parameters.get("wte.weight");
    this.positions = parameters.get("wpe.weight");
  }

  /** inputs (B*T) give x (B*T, C). */
  @InPhase(StepPhase.EMBEDDING)
  float[][] forward(int[] inputTokens) {
    inputs = inputTokens;
    int time = positions.value.length;
    int channels = positions.value[0].length;
    float[][] x = new float[inputs.length][channels]; // (B*T, C)
    for (int i = 0; i < inputs.length; i++) {
      for (int c = 0; c < channels; c++) {
        x[i][c] = tokens.value[inputs[i]][c] + positions.value[i % time][c];
      }
    }
    return x;
  }

  /** Adds to the gradients of wte and wpe. */
  @InPhase(StepPhase.EMBEDDING)
  void backward(float[][] dx) {
    int time = positions.value.length;
    for (int i = 0; i < inputs.length; i++) {
      for (int c = 0; c < dx[i].length; c++) {
        // x[b,t] = wte[input[b,t]] + wpe[t]
        tokens.gradient[inputs[i]][c] += dx[i][c];
        positions.gradient[i % time][c] += dx[i][c];
      }
    }
  }
}
