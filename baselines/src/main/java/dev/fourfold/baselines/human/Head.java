package dev.fourfold.baselines.human;

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
  private final float[] logits; // (B*T, V); then their gradient
  private final float[] dx; // (B*T, C)
  private final Scratch scratch;
  private float[] x; // (B*T, C), of the last forward

  Head(int rows, int channels, int vocabulary, int tokens, Scratch scratch) {
    this.rows = rows;
    this.channels = channels;
    this.vocabulary = vocabulary;
    this.tokens = tokens;
    this.logits = new float[rows * vocabulary];
    this.dx = new float[rows * channels];
    this.scratch = scratch;
  }

  /**
   * x (B*T, C) and targets (B*T) give the loss. The logits turn into their gradient on the way:
   * (softmax(logits) − onehot(target)) / (B*T).
   */
  float forward(float[] parameters, float[] input, int[] targets) {
    x = input;
    Arrays.fill(logits, 0);
    Products.addRowsTimesRows(
        rows,
        vocabulary,
        channels,
        x,
        0,
        channels,
        parameters,
        tokens,
        channels,
        logits,
        0,
        vocabulary);
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

  /** Adds to the gradient of wte; gives dx (B*T, C). */
  float[] backward(float[] parameters, float[] gradient) {
    // logits = x·wteᵀ  gives  dwte = dlogitsᵀ·x
    float[] dLogitsTransposed = scratch.first(); // (V, B*T)
    float[] xTransposed = scratch.second(); // (C, B*T)
    Products.transpose(rows, vocabulary, logits, 0, dLogitsTransposed);
    Products.transpose(rows, channels, x, 0, xTransposed);
    Products.addRowsTimesRows(
        vocabulary,
        channels,
        rows,
        dLogitsTransposed,
        0,
        rows,
        xTransposed,
        0,
        rows,
        gradient,
        tokens,
        channels);

    // logits = x·wteᵀ  gives  dx = dlogits·wte
    float[] wteTransposed = scratch.first(); // (C, V)
    Products.transpose(vocabulary, channels, parameters, tokens, wteTransposed);
    Arrays.fill(dx, 0);
    Products.addRowsTimesRows(
        rows,
        channels,
        vocabulary,
        logits,
        0,
        vocabulary,
        wteTransposed,
        0,
        vocabulary,
        dx,
        0,
        channels);
    return dx;
  }
}
