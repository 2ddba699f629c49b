package dev.fourfold.baselines.naive;

import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;

/** y = x/2·(1 + tanh u) with u = √(2/π)·(x + 0.044715·x³). */
final class Gelu {
  private static final float ROOT = (float) Math.sqrt(2 / Math.PI);
  private static final float CUBIC = 0.044715f;

  private float[][] x; // (B*T, 4C)

  /** x (B*T, 4C) gives y (B*T, 4C). */
  @InPhase(StepPhase.ACTIVATION)
  float[][] forward(float[][] input) {
    x = input;
    float[][] y = new float[x.length][x[0].length]; // (B*T, 4C)
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[i].length; j++) {
        float v = x[i][j];
        float tanh = (float) Math.tanh(ROOT * (v + CUBIC * v * v * v));
        y[i][j] = 0.5f * v * (1 + tanh);
      }
    }
    return y;
  }

  /** dy (B*T, 4C) gives dx (B*T, 4C). */
  @InPhase(StepPhase.ACTIVATION)
  float[][] backward(float[][] dy) {
    float[][] dx = new float[dy.length][dy[0].length]; // (B*T, 4C)
    for (int i = 0; i < dx.length; i++) {
      for (int j = 0; j < dx[i].length; j++) {
        // y = x/2·(1 + tanh u)  gives  dx = dy·((1 + tanh u)/2 + x/2·(1 − tanh² u)·u′)
        // u = √(2/π)·(x + 0.044715·x³)  gives  u′ = √(2/π)·(1 + 3·0.044715·x²)
        float v = x[i][j];
        float tanh = (float) Math.tanh(ROOT * (v + CUBIC * v * v * v));
        float du = ROOT * (1 + 3 * CUBIC * v * v);
        dx[i][j] = dy[i][j] * (0.5f * (1 + tanh) + 0.5f * v * (1 - tanh * tanh) * du);
      }
    }
    return dx;
  }
}
