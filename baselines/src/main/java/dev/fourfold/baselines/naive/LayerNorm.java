package dev.fourfold.baselines.naive;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;

/** y = w·x̂ + b with x̂ = (x − mean(x)) / √(variance(x) + ε), each row for itself. */
final class LayerNorm {
  private final Parameter weight; // w (C)
  private final Parameter bias; // b (C)
  private float[][] normalised; // x̂ (B*T, C)
  private float[] scale; // 1 / √(variance + ε) (B*T)

  LayerNorm(Parameters parameters, String name) {
    this.weight = parameters.get(name + ".weight");
    this.bias = parameters.get(name + ".bias");
  }

  /** x (B*T, C) gives y (B*T, C). */
  @InPhase(StepPhase.NORMALISATION)
  float[][] forward(float[][] x) {
    float[] w = weight.vector(); // (C)
    float[] b = bias.vector(); // (C)
    int channels = w.length;
    normalised = new float[x.length][channels];
    scale = new float[x.length];
    float[][] y = new float[x.length][channels]; // (B*T, C)
    for (int i = 0; i < x.length; i++) {
      float mean = 0;
      for (int c = 0; c < channels; c++) {
        mean += x[i][c];
      }
      mean /= channels;
      float variance = 0;
      for (int c = 0; c < channels; c++) {
        variance += (x[i][c] - mean) * (x[i][c] - mean);
      }
      variance /= channels;
      scale[i] = (float) (1 / Math.sqrt(variance + ModelConfig.LAYER_NORM_EPSILON));
      for (int c = 0; c < channels; c++) {
        normalised[i][c] = (x[i][c] - mean) * scale[i];
        y[i][c] = w[c] * normalised[i][c] + b[c];
      }
    }
    return y;
  }

  /** Adds to the gradients of w and b; dy (B*T, C) gives dx (B*T, C). */
  @InPhase(StepPhase.NORMALISATION)
  float[][] backward(float[][] dy) {
    float[] w = weight.vector(); // (C)
    float[] dw = weight.vectorGradient(); // (C)
    float[] db = bias.vectorGradient(); // (C)
    int channels = w.length;
    float[][] dx = new float[dy.length][channels]; // (B*T, C)
    for (int i = 0; i < dy.length; i++) {
      // y = w·x̂ + b  gives  dw = Σ_rows dy·x̂,  db = Σ_rows dy,  dx̂ = dy·w
      float mean = 0; // of dx̂
      float projection = 0; // mean of dx̂·x̂
      for (int c = 0; c < channels; c++) {
        dw[c] += dy[i][c] * normalised[i][c];
        db[c] += dy[i][c];
        mean += dy[i][c] * w[c];
        projection += dy[i][c] * w[c] * normalised[i][c];
      }
      mean /= channels;
      projection /= channels;
      // x̂ = (x − mean(x))·scale, where mean and scale depend on x too,
      // gives  dx = scale·(dx̂ − mean(dx̂) − x̂·mean(dx̂·x̂))
      for (int c = 0; c < channels; c++) {
        dx[i][c] = scale[i] * (dy[i][c] * w[c] - mean - normalised[i][c] * projection);
      }
    }
    return dx;
  }
}
