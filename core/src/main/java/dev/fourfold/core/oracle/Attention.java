package dev.fourfold.core.oracle;

import dev.fourfold.core.model.ModelConfig;

/**
 * Causal multi-head attention without its projections (Vaswani et al. 2017, equation 1): for each
 * sequence and head, with query q, key k and value v (T, hs) each,
 *
 * <pre>
 * scores  = q·kᵀ/√hs        (T,T), s ≤ t only: position t sees itself and what is before it
 * weights = softmax(scores) (T,T), by rows
 * output  = weights·v       (T,hs)
 * </pre>
 */
final class Attention {
  private final int batchSize;
  private final int time;
  private final int channels;
  private final int heads;
  private final int headSize;
  private double[][] qkv; // (B*T, 3C)
  private double[][][][] weights; // (B, H, T, T)

  Attention(ModelConfig model, int batchSize) {
    this.batchSize = batchSize;
    this.time = model.contextLength();
    this.channels = model.channels();
    this.heads = model.heads();
    this.headSize = model.headSize();
  }

  /** qkv (B*T, 3C) gives the heads' outputs side by side (B*T, C). */
  double[][] forward(double[][] input) {
    qkv = input;
    weights = new double[batchSize][heads][][];
    double[][] output = new double[qkv.length][channels];
    for (int b = 0; b < batchSize; b++) {
      for (int h = 0; h < heads; h++) {
        double[][] scores = Matrix.multiply(query(b, h), Matrix.transpose(key(b, h)));
        weights[b][h] = causalSoftmax(scores);
        place(output, b, h, 0, Matrix.multiply(weights[b][h], value(b, h)));
      }
    }
    return output;
  }

  /**
   * output = weights·v gives dv = weightsᵀ·doutput and dweights = doutput·vᵀ; weights =
   * softmax(scores) gives dscores = weights·(dweights − Σ_s weights·dweights), by rows; scores =
   * q·kᵀ/√hs gives dq = dscores·k/√hs and dk = dscoresᵀ·q/√hs.
   */
  double[][] backward(double[][] dOutput) {
    double[][] dQkv = new double[qkv.length][3 * channels];
    for (int b = 0; b < batchSize; b++) {
      for (int h = 0; h < heads; h++) {
        double[][] dHead = Matrix.block(dOutput, b * time, h * headSize, time, headSize);
        double[][] dWeights = Matrix.multiply(dHead, Matrix.transpose(value(b, h)));
        double[][] dScores = softmaxBackward(weights[b][h], dWeights);
        place(dQkv, b, h, 0, Matrix.multiply(dScores, key(b, h)));
        place(dQkv, b, h, 1, Matrix.multiply(Matrix.transpose(dScores), query(b, h)));
        place(dQkv, b, h, 2, Matrix.multiply(Matrix.transpose(weights[b][h]), dHead));
      }
    }
    return dQkv;
  }

  /** The softmax of scores/√hs over the positions that t sees; the others' weight is 0. */
  private double[][] causalSoftmax(double[][] scores) {
    double[][] softmax = new double[time][time];
    for (int t = 0; t < time; t++) {
      double max = Double.NEGATIVE_INFINITY; // subtracted so that exp cannot overflow
      for (int s = 0; s <= t; s++) {
        max = Math.max(max, scores[t][s]);
      }
      double sum = 0;
      for (int s = 0; s <= t; s++) {
        softmax[t][s] = Math.exp((scores[t][s] - max) / Math.sqrt(headSize));
        sum += softmax[t][s];
      }
      for (int s = 0; s <= t; s++) {
        softmax[t][s] /= sum;
      }
    }
    return softmax;
  }

  /** The derivative with respect to q·kᵀ, the factor 1/√hs included. */
  private double[][] softmaxBackward(double[][] softmax, double[][] dSoftmax) {
    double[][] dScores = new double[time][time];
    for (int t = 0; t < time; t++) {
      double mean = 0;
      for (int s = 0; s <= t; s++) {
        mean += softmax[t][s] * dSoftmax[t][s];
      }
      for (int s = 0; s <= t; s++) {
        dScores[t][s] = softmax[t][s] * (dSoftmax[t][s] - mean) / Math.sqrt(headSize);
      }
    }
    return dScores;
  }

  /** q (T, hs). */
  private double[][] query(int b, int h) {
    return part(b, h, 0);
  }

  /** k (T, hs). */
  private double[][] key(int b, int h) {
    return part(b, h, 1);
  }

  /** v (T, hs). */
  private double[][] value(int b, int h) {
    return part(b, h, 2);
  }

  private double[][] part(int b, int h, int part) {
    return Matrix.block(qkv, b * time, part * channels + h * headSize, time, headSize);
  }

  private void place(double[][] destination, int b, int h, int part, double[][] block) {
    Matrix.setBlock(destination, b * time, part * channels + h * headSize, block);
  }
}
