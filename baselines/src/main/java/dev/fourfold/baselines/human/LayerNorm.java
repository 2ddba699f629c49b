package dev.fourfold.baselines.human;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;

/** y = w·x̂ + b with x̂ = (x − mean(x)) / √(variance(x) + ε), each row for itself. */
final class LayerNorm {
  private final int rows; // B*T
  private final int channels; // C
  private final int weight; // where w starts
  private final int bias; // where b starts
  private final float[] normalised; // x̂ (B*T, C)
  private final float[] scale; // 1 / √(variance + ε) (B*T)
  private final float[] y; // (B*T, C)
  private final float[] dx; // (B*T, C)

  LayerNorm(int rows, int channels, int weight, int bias) {
    this.rows = rows;
    this.channels = channels;
    this.weight = weight;
    this.bias = bias;
    this.normalised = new float[rows * channels];
    this.scale = new float[rows];
    this.y = new float[rows * channels];
    this.dx = new float[rows * channels];
  }

  /** x (B*T, C) gives y (B*T, C). */
  @InPhase(StepPhase.NORMALISATION)
  float[] forward(float[] parameters, float[] x) {
    for (int i = 0; i < rows; i++) {
      int row = i * channels;
      float mean = 0;
      for (int c = 0; c < channels; c++) {
        mean += x[row + c];
      }
      mean /= channels;
      float variance = 0;
      for (int c = 0; c < channels; c++) {
        float centred = x[row + c] - mean;
        variance += centred * centred;
      }
      variance /= channels;
      float factor = (float) (1 / Math.sqrt(variance + ModelConfig.LAYER_NORM_EPSILON));
      scale[i] = factor;
      for (int c = 0; c < channels; c++) {
        float value = (x[row + c] - mean) * factor;
        normalised[row + c] = value;
        y[row + c] = parameters[weight + c] * value + parameters[bias + c];
      }
    }
    return y;
  }

  /** Adds to the gradients of w and b; dy (B*T, C) gives dx (B*T, C). */
  @InPhase(StepPhase.NORMALISATION)
  float[] backward(float[] parameters, float[] gradient, float[] dy) {
    for (int i = 0; i < rows; i++) {
      int row = i * channels;
      // y = w·x̂ + b  gives  dw = Σ_rows dy·x̂,  db = Σ_rows dy,  dx̂ = dy·w
      float mean = 0; // of dx̂
      float projection = 0; // mean of dx̂·x̂
      for (int c = 0; c < channels; c++) {
        float dValue = dy[row + c];
        float dNormalised = dValue * parameters[weight + c];
        gradient[weight + c] += dValue * normalised[row + c];
        gradient[bias + c] += dValue;
        mean += dNormalised;
        projection += dNormalised * normalised[row + c];
      }
      mean /= channels;
      projection /= channels;
      // x̂ = (x − mean(x))·scale  gives  dx = scale·(dx̂ − mean(dx̂) − x̂·mean(dx̂·x̂))
      float factor = scale[i];
      for (int c = 0; c < channels; c++) {
        float dNormalised = dy[row + c] * parameters[weight + c];
        dx[row + c] = factor * (dNormalised - mean - normalised[row + c] * projection);
      }
    }
    return dx;
  }
}
