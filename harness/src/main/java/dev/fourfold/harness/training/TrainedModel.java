package dev.fourfold.harness.training;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;

/**
 * A trained model that reads a text token by token and says what may follow. What a position needs
 * of the ones before it, their keys and values, is kept, so that a token costs one pass through the
 * parameters. In double precision, since nobody waits for it.
 */
final class TrainedModel {
  private final ModelConfig model;
  private final ParameterLayout layout;
  private final double[] parameters; // in the order of ParameterLayout
  private final double[][][] keys; // (L, T, C)
  private final double[][][] values; // (L, T, C)
  private int position;

  TrainedModel(ModelConfig model, float[] parameters) {
    this.model = model;
    this.layout = ParameterLayout.of(model);
    this.parameters = new double[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      this.parameters[i] = parameters[i];
    }
    keys = new double[model.layers()][model.contextLength()][];
    values = new double[model.layers()][model.contextLength()][];
  }

  ModelConfig model() {
    return model;
  }

  /** Whether the context is full: nothing more can be read before {@link #forget()}. */
  boolean isFull() {
    return position == model.contextLength();
  }

  /** Begins anew at position 0. */
  void forget() {
    position = 0;
  }

  /**
   * Reads one token.
   *
   * @return the logits of the token after it (V)
   * @throws IllegalStateException if the context is full
   */
  double[] read(int token) {
    if (isFull()) {
      throw new IllegalStateException("the context of " + position + " tokens is full");
    }
    double[] x = row("wte.weight", token);
    add(x, row("wpe.weight", position));
    for (int layer = 0; layer < model.layers(); layer++) {
      String block = "h." + layer + ".";
      add(x, attention(layer, normalised(block + "ln_1", x)));
      double[] hidden = linear(block + "mlp.c_fc", normalised(block + "ln_2", x)); // (4C)
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] = gelu(hidden[i]);
      }
      add(x, linear(block + "mlp.c_proj", hidden));
    }
    position++;
    double[] last = normalised("ln_f", x);
    double[] logits = new double[model.vocabulary()];
    for (int candidate = 0; candidate < logits.length; candidate++) {
      logits[candidate] = dot(last, 0, row("wte.weight", candidate), 0, last.length);
    }
    return logits;
  }

  /** Causal attention of this position to itself and those before it, projected: (C). */
  private double[] attention(int layer, double[] x) {
    String name = "h." + layer + ".attn.";
    int channels = model.channels();
    int headSize = model.headSize();
    double[] qkv = linear(name + "c_attn", x); // (3C)
    keys[layer][position] = slice(qkv, channels, channels);
    values[layer][position] = slice(qkv, 2 * channels, channels);
    double[] mixed = new double[channels];
    for (int first = 0; first < channels; first += headSize) {
      double[] weights = new double[position + 1];
      for (int s = 0; s <= position; s++) {
        weights[s] = dot(qkv, first, keys[layer][s], first, headSize) / Math.sqrt(headSize);
      }
      softmax(weights);
      for (int s = 0; s <= position; s++) {
        for (int c = first; c < first + headSize; c++) {
          mixed[c] += weights[s] * values[layer][s][c];
        }
      }
    }
    return linear(name + "c_proj", mixed);
  }

  /** x·W + b for W (in, out) and b (out). */
  private double[] linear(String name, double[] x) {
    double[] y = vector(name + ".bias");
    int weight = layout.tensor(name + ".weight").offset();
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        y[j] += x[i] * parameters[weight + i * y.length + j];
      }
    }
    return y;
  }

  private double[] normalised(String name, double[] x) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double scale = 1 / Math.sqrt(variance + ModelConfig.LAYER_NORM_EPSILON);
    double[] weight = vector(name + ".weight");
    double[] y = vector(name + ".bias");
    for (int c = 0; c < x.length; c++) {
      y[c] += weight[c] * (x[c] - mean) * scale;
    }
    return y;
  }

  private static double gelu(double x) {
    double u = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
    return x / 2 * (1 + Math.tanh(u));
  }

  /** Turns logits into probabilities, in place. */
  static void softmax(double[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      logits[i] = Math.exp(logits[i] - max);
      sum += logits[i];
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] /= sum;
    }
  }

  private double[] vector(String name) {
    return slice(parameters, layout.tensor(name).offset(), layout.tensor(name).length());
  }

  /** A row of a (rows, C) matrix. */
  private double[] row(String name, int row) {
    int channels = model.channels();
    return slice(parameters, layout.tensor(name).offset() + row * channels, channels);
  }

  private static double[] slice(double[] from, int start, int length) {
    double[] slice = new double[length];
    System.arraycopy(from, start, slice, 0, length);
    return slice;
  }

  private static void add(double[] sum, double[] term) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += term[i];
    }
  }

  private static double dot(double[] a, int aStart, double[] b, int bStart, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += a[aStart + i] * b[bStart + i];
    }
    return sum;
  }
}
