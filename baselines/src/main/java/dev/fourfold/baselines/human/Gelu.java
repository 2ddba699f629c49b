package dev.fourfold.baselines.human;

import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;

/** y = x/2·(1 + tanh u) with u = √(2/π)·(x + 0.044715·x³). */
final class Gelu {
  private static final float ROOT = (float) Math.sqrt(2 / Math.PI);
  private static final float CUBIC = 0.044715f;

  private final float[] y; // (B*T, 4C)
  private final float[] dx; // (B*T, 4C)
  private float[] x; // (B*T, 4C), of the last forward

  Gelu(int size) {
    y = new float[size];
    dx = new float[size];
  }

  /** x (B*T, 4C) gives y (B*T, 4C). */
  @InPhase(StepPhase.ACTIVATION)
  float[] forward(float[] input) {
    x = input;
    for (int i = 0; i < x.length; i++) {
      float v = x[i];
      y[i] = 0.5f * v * (1 + tanh(v));
    }
    return y;
  }

  /** dy (B*T, 4C) gives dx (B*T, 4C). */
  @InPhase(StepPhase.ACTIVATION)
  float[] backward(float[] dy) {
    for (int i = 0; i < dx.length; i++) {
      // y = x/2·(1 + tanh u)  gives  dx = dy·((1 + tanh u)/2 + x/2·(1 − tanh² u)·u′)
      // u = √(2/π)·(x + 0.044715·x³)  gives  u′ = √(2/π)·(1 + 3·0.044715·x²)
      float v = x[i];
      float t = tanh(v);
      float du = ROOT * (1 + 3 * CUBIC * v * v);
      dx[i] = dy[i] * (0.5f * (1 + t) + 0.5f * v * (1 - t * t) * du);
    }
    return dx;
  }

  /** tanh u. */
  private static float tanh(float x) {
    return (float) Math.tanh(ROOT * (x + CUBIC * x * x * x));
  }
}
