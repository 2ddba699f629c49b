package dev.fourfold.baselines.naive;

import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;

/**
 * The output head, whose matrix is the token embedding, and the loss: logits = x·wteᵀ, loss = the
 * mean over B*T tokens of −log softmax(logits)[target].
 */
final class Head {
  private final Parameter tokens; // wte (V, C)
  private float[][] x; // (B*T, C)
  private float[][] probabilities; // (B*T, V)

  Head(Parameters parameters) {
    this.tokens = parameters.get("wte.weight");
  }

  /** x (B*T, C) and targets (B*T) give the loss. */
  @InPhase(StepPhase.LOSS)
  float forward(float[][] input, int[] targets) {
    x = input;
    float[][] wte = tokens.value; // (V, C)
    probabilities = new float[x.length][wte.length];
    double loss = 0;
    for (int i = 0; i < x.length; i++) {
      float[] p = probabilities[i]; // (V)
      logits(x[i], wte, p);
      float max = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < p.length; j++) {
        max = Math.max(max, p[j]);
      }
      // The maximum is subtracted so that exp cannot overflow; it cancels in the quotient.
      float targetLogit = p[targets[i]] - max;
      float sum = 0;
      for (int j = 0; j < p.length; j++) {
        p[j] = (float) Math.exp(p[j] - max);
        sum += p[j];
      }
      for (int j = 0; j < p.length; j++) {
        p[j] /= sum;
      }
      loss += Math.log(sum) - targetLogit;
    }
    return (float) (loss / x.length);
  }

  /** logits[j] = x·wte[j] for one token, x (C) and logits (V). */
  @InPhase(StepPhase.PRODUCTS_FORWARD)
  private static void logits(float[] x, float[][] wte, float[] logits) {
    for (int j = 0; j < wte.length; j++) {
      float logit = 0;
      for (int k = 0; k < x.length; k++) {
        logit += x[k] * wte[j][k];
      }
      logits[j] = logit;
    }
  }

  /** Adds to the gradient of wte; gives dx (B*T, C). */
  @InPhase(StepPhase.PRODUCTS_BACKWARD)
  float[][] backward(int[] targets) {
    float[][] wte = tokens.value; // (V, C)
    int channels = wte[0].length;

    // loss = mean of −log softmax(logits)[target]  gives
    // dlogits = (softmax(logits) − onehot(target)) / (B*T)
    float[][] dLogits = new float[x.length][wte.length]; // (B*T, V)
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < wte.length; j++) {
        float expected = j == targets[i] ? 1 : 0;
        dLogits[i][j] = (probabilities[i][j] - expected) / x.length;
      }
    }

    // logits = x·wteᵀ  gives  dwte = dlogitsᵀ·x
    for (int i = 0; i < wte.length; i++) {
      for (int j = 0; j < channels; j++) {
        float sum = 0;
        for (int k = 0; k < x.length; k++) {
          sum += dLogits[k][i] * x[k][j];
        }
        tokens.gradient[i][j] += sum;
      }
    }

    // logits = x·wteᵀ  gives  dx = dlogits·wte
    float[][] dx = new float[x.length][channels]; // (B*T, C)
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < channels; j++) {
        float sum = 0;
        for (int k = 0; k < wte.length; k++) {
          sum += dLogits[i][k] * wte[k][j];
        }
        dx[i][j] = sum;
      }
    }
    return dx;
  }
}
