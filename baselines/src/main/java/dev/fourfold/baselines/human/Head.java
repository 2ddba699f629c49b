package dev.fourfold.baselines.human;

import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;
import java.util.Arrays;

/**
 * The output head, whose matrix is the token embedding, and the loss: logits = x·wteᵀ, loss = the
 * mean over B*T tokens of −log softmax(logits)[target].
 */
final class Head {
  private final int rows; // B*T
  private final int channels; // C
  private final int vocabulary; // V
  private final int tokens; // where wte (V, C) starts
  private final Products products;
  private final float[] logits; // (B*T, V); then their gradient
  private final float[] dx; // (B*T, C)
  private float[] x; // (B*T, C), of the last forward

  Head(int rows, int channels, int vocabulary, int tokens, Products products) {
    this.rows = rows;
    this.channels = channels;
    this.vocabulary = vocabulary;
    this.tokens = tokens;
    this.products = products;
    this.logits = new float[rows * vocabulary];
    this.dx = new float[rows * channels];
  }

  /**
   * x (B*T, C) and targets (B*T) give the loss. The logits turn into their gradient on the way:
   * (softmax(logits) − onehot(target)) / (B*T).
   */
  @InPhase(StepPhase.LOSS)
  float forward(float[] parameters, float[] input, int[] targets) {
    x = input;
    multiply(parameters);
    double loss = 0;
    for (int i = 0; i < rows; i++) {
      int row = i * vocabulary;
      float max = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < vocabulary; j++) {
        max = Math.max(max, logits[row + j]);
      }
      float targetLogit = logits[row + targets[i]] - max;
      float sum = 0;
      for (int j = 0; j < vocabulary; j++) {
        float e = (float) Math.exp(logits[row + j] - max);
        logits[row + j] = e;
        sum += e;
      }
      loss += Math.log(sum) - targetLogit;
      float factor = 1 / sum;
      for (int j = 0; j < vocabulary; j++) {
        logits[row + j] = logits[row + j] * factor / rows;
      }
      logits[row + targets[i]] -= 1f / rows;
    }
    return (float) (loss / rows);
  }

  /** logits = x·wteᵀ: both go along their rows, so that there is little to be had by copying. */
  @InPhase(StepPhase.PRODUCTS_FORWARD)
  private void multiply(float[] parameters) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < vocabulary; j++) {
        int token = tokens + j * channels;
        float sum = 0;
        for (int c = 0; c < channels; c++) {
          sum += x[i * channels + c] * parameters[token + c];
        }
        logits[i * vocabulary + j] = sum;
      }
    }
  }

  /** Adds to the gradient of wte; gives dx (B*T, C). */
  @InPhase(StepPhase.PRODUCTS_BACKWARD)
  float[] backward(float[] parameters, float[] gradient) {
    // logits = x·wteᵀ  gives  dwte = dlogitsᵀ·x
    products.add(
        vocabulary, channels, rows, logits, 0, 1, vocabulary, x, 0, channels, 1, gradient, tokens);

    // logits = x·wteᵀ  gives  dx = dlogits·wte
    Arrays.fill(dx, 0);
    products.add(
        rows,
        channels,
        vocabulary,
        logits,
        0,
        vocabulary,
        1,
        parameters,
        tokens,
        channels,
        1,
        dx,
        0);
    return dx;
  }
}
