package dev.fourfold.baselines.naive;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;

/**
 * Causal multi-head attention: for each sequence b, head h and position t, over the positions s ≤
 * t,
 *
 * <pre>
 * score[s]  = q[t]·k[s] / √hs
 * weight    = softmax(score)
 * output[t] = Σ_s weight[s]·v[s]
 * </pre>
 *
 * <p>A row of qkv holds the queries of all heads, then the keys, then the values, C each; head h
 * owns hs columns of each, from h·hs on.
 */
final class Attention {
  private final int batchSize; // B
  private final int time; // T
  private final int channels; // C
  private final int heads; // H
  private final int headSize; // hs
  private final float scale; // 1/√hs
  private float[][] qkv; // (B*T, 3C)
  private float[][][][] weights; // (B, H, T, T), zero for s > t

  Attention(ModelConfig model, int batchSize) {
    this.batchSize = batchSize;
    this.time = model.contextLength();
    this.channels = model.channels();
    this.heads = model.heads();
    this.headSize = model.headSize();
    this.scale = (float) (1 / Math.sqrt(headSize));
  }

  /** qkv (B*T, 3C) gives the outputs of the heads side by side (B*T, C). */
  @InPhase(StepPhase.ATTENTION)
  float[][] forward(float[][] input) {
    qkv = input;
    weights = new float[batchSize][heads][time][time];
    float[][] output = new float[qkv.length][channels]; // (B*T, C)
    for (int b = 0; b < batchSize; b++) {
      for (int h = 0; h < heads; h++) {
        for (int t = 0; t < time; t++) {
          forward(b, h, t, output);
        }
      }
    }
    return output;
  }

  private void forward(int b, int h, int t, float[][] output) {
    int query = h * headSize; // first column of this head's queries
    int key = channels + h * headSize;
    int value = 2 * channels + h * headSize;
    float[] q = qkv[b * time + t]; // (3C)
    float[] weight = weights[b][h][t]; // (T)

    float max = Float.NEGATIVE_INFINITY;
    for (int s = 0; s <= t; s++) {
      float[] k = qkv[b * time + s]; // (3C)
      float score = 0;
      for (int c = 0; c < headSize; c++) {
        score += q[query + c] * k[key + c];
      }
      weight[s] = score * scale;
      max = Math.max(max, weight[s]);
    }

    // The maximum is subtracted so that exp cannot overflow; it cancels in the quotient.
    float sum = 0;
    for (int s = 0; s <= t; s++) {
      weight[s] = (float) Math.exp(weight[s] - max);
      sum += weight[s];
    }
    for (int s = 0; s <= t; s++) {
      weight[s] /= sum;
    }

    for (int c = 0; c < headSize; c++) {
      float out = 0;
      for (int s = 0; s <= t; s++) {
        out += weight[s] * qkv[b * time + s][value + c];
      }
      output[b * time + t][query + c] = out;
    }
  }

  /** dOutput (B*T, C) gives dqkv (B*T, 3C). */
  @InPhase(StepPhase.ATTENTION)
  float[][] backward(float[][] dOutput) {
    float[][] dQkv = new float[qkv.length][3 * channels]; // (B*T, 3C)
    for (int b = 0; b < batchSize; b++) {
      for (int h = 0; h < heads; h++) {
        for (int t = 0; t < time; t++) {
          backward(b, h, t, dOutput, dQkv);
        }
      }
    }
    return dQkv;
  }

  private void backward(int b, int h, int t, float[][] dOutput, float[][] dQkv) {
    int query = h * headSize; // first column of this head's queries
    int key = channels + h * headSize;
    int value = 2 * channels + h * headSize;
    float[] q = qkv[b * time + t]; // (3C)
    float[] dq = dQkv[b * time + t]; // (3C)
    float[] dOut = dOutput[b * time + t]; // (C)
    float[] weight = weights[b][h][t]; // (T)

    // output[t] = Σ_s weight[s]·v[s]  gives  dv[s] += weight[s]·doutput[t],
    //                                        dweight[s] = v[s]·doutput[t]
    float[] dWeight = new float[time]; // (T)
    for (int s = 0; s <= t; s++) {
      float[] v = qkv[b * time + s]; // (3C)
      float[] dv = dQkv[b * time + s]; // (3C)
      for (int c = 0; c < headSize; c++) {
        dv[value + c] += weight[s] * dOut[query + c];
        dWeight[s] += v[value + c] * dOut[query + c];
      }
    }

    // weight = softmax(score)  gives  dscore = weight·(dweight − Σ_s weight[s]·dweight[s])
    float mean = 0;
    for (int s = 0; s <= t; s++) {
      mean += weight[s] * dWeight[s];
    }

    // score[s] = q[t]·k[s] / √hs  gives  dq[t] += dscore[s]·k[s]/√hs,  dk[s] += dscore[s]·q[t]/√hs
    for (int s = 0; s <= t; s++) {
      float[] k = qkv[b * time + s]; // (3C)
      float[] dk = dQkv[b * time + s]; // (3C)
      float dScore = weight[s] * (dWeight[s] - mean);
      for (int c = 0; c < headSize; c++) {
        dq[query + c] += dScore * k[key + c] * scale;
        dk[key + c] += dScore * q[query + c] * scale;
      }
    }
  }
}
