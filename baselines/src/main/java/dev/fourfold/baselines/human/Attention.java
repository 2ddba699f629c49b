package dev.fourfold.baselines.human;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;
import java.util.Arrays;

/**
 * Causal multi-head attention: for each sequence, head and position t, over the positions s ≤ t,
 * weight = softmax(q[t]·k[s] / √hs) and output[t] = Σ_s weight[s]·v[s].
 */
final class Attention {
  private final int batchSize; // B
  private final int time; // T
  private final int channels; // C
  private final int heads; // H
  private final int headSize; // hs
  private final float scale; // 1/√hs
  private final float[] weights; // (B, H, T, T), only s ≤ t is ever used
  private final float[] output; // (B*T, C)
  private final float[] dQkv; // (B*T, 3C)
  private final float[] dWeight; // (T)
  private float[] qkv; // (B*T, 3C), of the last forward

  Attention(ModelConfig model, int batchSize) {
    this.batchSize = batchSize;
    this.time = model.contextLength();
    this.channels = model.channels();
    this.heads = model.heads();
    this.headSize = model.headSize();
    this.scale = (float) (1 / Math.sqrt(headSize));
    this.weights = new float[batchSize * heads * time * time];
    this.output = new float[batchSize * time * channels];
    this.dQkv = new float[batchSize * time * 3 * channels];
    this.dWeight = new float[time];
  }

  /** qkv (B*T, 3C) gives the outputs of the heads side by side (B*T, C). */
  @InPhase(StepPhase.ATTENTION)
  float[] forward(float[] input) {
    qkv = input;
    for (int b = 0; b < batchSize; b++) {
      for (int h = 0; h < heads; h++) {
        for (int t = 0; t < time; t++) {
          forward(b, h, t);
        }
      }
    }
    return output;
  }

  private void forward(int b, int h, int t) {
    int stride = 3 * channels;
    int query = (b * time + t) * stride + h * headSize;
    int firstKey = b * time * stride + channels + h * headSize;
    int firstValue = firstKey + channels;
    int row = ((b * heads + h) * time + t) * time; // of weights

    float max = Float.NEGATIVE_INFINITY;
    for (int s = 0; s <= t; s++) {
      int key = firstKey + s * stride;
      float score = 0;
      for (int c = 0; c < headSize; c++) {
        score += qkv[query + c] * qkv[key + c];
      }
      score *= scale;
      weights[row + s] = score;
      max = Math.max(max, score);
    }
    float sum = 0;
    for (int s = 0; s <= t; s++) {
      float e = (float) Math.exp(weights[row + s] - max);
      weights[row + s] = e;
      sum += e;
    }
    for (int s = 0; s <= t; s++) {
      weights[row + s] /= sum;
    }
    int out = (b * time + t) * channels + h * headSize;
    for (int c = 0; c < headSize; c++) {
      float value = 0;
      for (int s = 0; s <= t; s++) {
        value += weights[row + s] * qkv[firstValue + s * stride + c];
      }
      output[out + c] = value;
    }
  }

  /** dOutput (B*T, C) gives dqkv (B*T, 3C). */
  @InPhase(StepPhase.ATTENTION)
  float[] backward(float[] dOutput) {
    Arrays.fill(dQkv, 0);
    for (int b = 0; b < batchSize; b++) {
      for (int h = 0; h < heads; h++) {
        for (int t = 0; t < time; t++) {
          backward(b, h, t, dOutput);
        }
      }
    }
    return dQkv;
  }

  private void backward(int b, int h, int t, float[] dOutput) {
    int stride = 3 * channels;
    int query = (b * time + t) * stride + h * headSize;
    int firstKey = b * time * stride + channels + h * headSize;
    int firstValue = firstKey + channels;
    int row = ((b * heads + h) * time + t) * time; // of weights
    int out = (b * time + t) * channels + h * headSize;

    // output[t] = Σ_s weight[s]·v[s]  gives  dv[s] += weight[s]·doutput[t],
    //                                        dweight[s] = v[s]·doutput[t]
    float mean = 0; // Σ_s weight[s]·dweight[s]
    for (int s = 0; s <= t; s++) {
      int value = firstValue + s * stride;
      float weight = weights[row + s];
      float sum = 0;
      for (int c = 0; c < headSize; c++) {
        float d = dOutput[out + c];
        dQkv[value + c] += weight * d;
        sum += qkv[value + c] * d;
      }
      dWeight[s] = sum;
      mean += weight * sum;
    }

    // weight = softmax(score)  gives  dscore = weight·(dweight − Σ_s weight[s]·dweight[s])
    // score[s] = q[t]·k[s] / √hs  gives  dq[t] += dscore[s]·k[s]/√hs,  dk[s] += dscore[s]·q[t]/√hs
    for (int s = 0; s <= t; s++) {
      int key = firstKey + s * stride;
      float dScore = weights[row + s] * (dWeight[s] - mean) * scale;
      for (int c = 0; c < headSize; c++) {
        dQkv[query + c] += dScore * qkv[key + c];
        dQkv[key + c] += dScore * qkv[query + c];
      }
    }
  }
}
