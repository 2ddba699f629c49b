package dev.fourfold.baselines.naive;

import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;

/** y = x·W + b. */
final class Linear {
  private final Parameter weight; // W (in, out)
  private final Parameter bias; // b (out)
  private float[][] x; // (B*T, in)

  Linear(Parameters parameters, String name) {
    this.weight = parameters.get(name + ".weight");
    this.bias = parameters.get(name + ".bias");
  }

  /** x (B*T, in) gives y (B*T, out). */
  @InPhase(StepPhase.PRODUCTS_FORWARD)
  float[][] forward(float[][] input) {
    x = input;
    float[][] w = weight.value; // (in, out)
    float[] b = bias.vector(); // (out)
    float[][] y = new float[x.length][b.length]; // (B*T, out)
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < b.length; j++) {
        float sum = b[j];
        for (int k = 0; k < w.length; k++) {
          sum += x[i][k] * w[k][j];
        }
        y[i][j] = sum;
      }
    }
    return y;
  }

  /** Adds to the gradients of W and b; dy (B*T, out) gives dx (B*T, in). */
  @InPhase(StepPhase.PRODUCTS_BACKWARD)
  float[][] backward(float[][] dy) {
    float[][] w = weight.value; // (in, out)
    float[][] dw = weight.gradient; // (in, out)
    float[] db = bias.vectorGradient(); // (out)

    // y = x·W + b  gives  dW = xᵀ·dy
    for (int i = 0; i < w.length; i++) {
      for (int j = 0; j < db.length; j++) {
        float sum = 0;
        for (int k = 0; k < x.length; k++) {
          sum += x[k][i] * dy[k][j];
        }
        dw[i][j] += sum;
      }
    }

    // y = x·W + b  gives  db = Σ_rows dy
    for (int k = 0; k < dy.length; k++) {
      for (int j = 0; j < db.length; j++) {
        db[j] += dy[k][j];
      }
    }

    // y = x·W + b  gives  dx = dy·Wᵀ
    float[][] dx = new float[x.length][w.length]; // (B*T, in)
    for (int i = 0; i < dx.length; i++) {
      for (int j = 0; j < w.length; j++) {
        float sum = 0;
        for (int k = 0; k < db.length; k++) {
          sum += dy[i][k] * w[j][k];
        }
        dx[i][j] = sum;
      }
    }
    return dx;
  }
}
