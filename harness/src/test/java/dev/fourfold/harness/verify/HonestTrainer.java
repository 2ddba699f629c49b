package dev.fourfold.harness.verify;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;

/**
 * An honest fp32 trainer in parts that can be replaced one by one: mutants replace one by a lie,
 * variants by another legal way to compute the same. It uses StrictMath, so that it computes the
 * same bits on every machine.
 */
class HonestTrainer implements Trainer {
  /** Where a matrix product stands in the model. */
  enum Site {
    QKV,
    SCORES,
    MIXTURE,
    PROJECTION,
    EXPANSION,
    CONTRACTION,
    HEAD
  }

  /** What a product is for. */
  enum Pass {
    FORWARD,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT
  }

  /** A LayerNorm's outcome and what its backward needs. */
  record Normed(Mat output, Mat normalised, float[] scale) {}

  /** What a block's forward leaves for its backward. */
  record Saved(
      Mat x,
      Normed norm1,
      Mat qkv,
      Mat[] weights,
      Mat attended,
      Mat middle,
      Normed norm2,
      Mat expanded,
      Mat activated,
      Mat output) {}

  final TrainingTask task;
  final ModelConfig model;
  final ParameterLayout layout;
  final OptimizerConfig optimizer;
  final int rows; // B*T
  final int time; // T
  final int channels; // C
  final int heads; // H
  final int headSize; // hs
  float[] parameters;
  float[] gradient;
  float[] firstMoments;
  float[] secondMoments;
  int steps;
  Sums sums = Sums.SEQUENTIAL;

  HonestTrainer(TrainingTask task, float[] initialParameters) {
    this.task = task;
    this.model = task.model();
    this.layout = ParameterLayout.of(model);
    this.optimizer = task.optimizer();
    this.rows = task.tokensPerStep();
    this.time = model.contextLength();
    this.channels = model.channels();
    this.heads = model.heads();
    this.headSize = model.headSize();
    this.parameters = initialParameters.clone();
    this.firstMoments = new float[parameters.length];
    this.secondMoments = new float[parameters.length];
  }

  @Override
  public float step(int[] inputs, int[] targets, float learningRate) {
    gradient = new float[parameters.length];
    float loss = forwardAndBackward(inputs, targets);
    steps++;
    clip();
    update(learningRate);
    return loss;
  }

  @Override
  public void readParameters(float[] destination) {
    System.arraycopy(parameters, 0, destination, 0, parameters.length);
  }

  float forwardAndBackward(int[] inputs, int[] targets) {
    Saved[] saved = new Saved[model.layers()];
    Mat x = embed(inputs);
    for (int layer = 0; layer < saved.length; layer++) {
      saved[layer] = blockForward(layer, x);
      x = saved[layer].output();
    }
    Normed last = norm("ln_f", x);
    Mat wte = matrix("wte.weight");
    Mat logits = product(Site.HEAD, Pass.FORWARD, last.output(), wte.transposed());
    float[] losses = new float[rows];
    Mat dLogits = crossEntropy(logits, targets, losses);
    headWeightGradient(dLogits, last.output());
    Mat dx = product(Site.HEAD, Pass.INPUT_GRADIENT, dLogits, wte);
    dx = normBackward("ln_f", last, dx);
    for (int layer = saved.length - 1; layer >= 0; layer--) {
      dx = blockBackward(layer, recall(layer, saved[layer]), dx);
    }
    embedBackward(inputs, dx);
    return meanLoss(losses);
  }

  /** x[b,t] = wte[input] + wpe[t]. */
  Mat embed(int[] inputs) {
    Mat x = new Mat(rows, channels);
    int tokens = layout.tensor("wte.weight").offset();
    int positions = layout.tensor("wpe.weight").offset();
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < channels; c++) {
        x.set(
            i,
            c,
            parameters[tokens + inputs[i] * channels + c]
                + parameters[positions + position(i) * channels + c]);
      }
    }
    return x;
  }

  void embedBackward(int[] inputs, Mat dx) {
    int tokens = layout.tensor("wte.weight").offset();
    int positions = layout.tensor("wpe.weight").offset();
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < channels; c++) {
        addTokenGradient(tokens + inputs[i] * channels + c, dx.at(i, c));
        gradient[positions + position(i) * channels + c] += dx.at(i, c);
      }
    }
  }

  void addTokenGradient(int index, float value) {
    gradient[index] += value;
  }

  int position(int row) {
    return row % time;
  }

  Saved blockForward(int layer, Mat x) {
    String h = "h." + layer + ".";
    Normed norm1 = norm(h + "ln_1", x);
    Mat qkv = linear(Site.QKV, h + "attn.c_attn", norm1.output());
    Mat[] weights = new Mat[task.batchSize() * heads];
    Mat attended = attention(qkv, weights);
    Mat middle = x.plus(linear(Site.PROJECTION, h + "attn.c_proj", attended));
    Normed norm2 = norm(h + "ln_2", middle);
    Mat expanded = linear(Site.EXPANSION, h + "mlp.c_fc", norm2.output());
    Mat activated = new Mat(rows, expanded.columns());
    for (int i = 0; i < activated.values().length; i++) {
      activated.values()[i] = gelu(expanded.values()[i]);
    }
    Mat output = middle.plus(linear(Site.CONTRACTION, h + "mlp.c_proj", activated));
    return new Saved(x, norm1, qkv, weights, attended, middle, norm2, expanded, activated, output);
  }

  /** What backward works on: what forward saved. */
  Saved recall(int layer, Saved saved) {
    return saved;
  }

  Mat blockBackward(int layer, Saved s, Mat dy) {
    String h = "h." + layer + ".";
    Mat dActivated = linearBackward(Site.CONTRACTION, h + "mlp.c_proj", s.activated(), dy);
    Mat dExpanded = new Mat(rows, dActivated.columns());
    for (int i = 0; i < dExpanded.values().length; i++) {
      dExpanded.values()[i] = dActivated.values()[i] * geluSlope(s.expanded().values()[i]);
    }
    Mat dNorm2 = linearBackward(Site.EXPANSION, h + "mlp.c_fc", s.norm2().output(), dExpanded);
    Mat dMiddle = dy.plus(normBackward(h + "ln_2", s.norm2(), dNorm2));
    Mat dAttended = linearBackward(Site.PROJECTION, h + "attn.c_proj", s.attended(), dMiddle);
    Mat dQkv = attentionBackward(s.qkv(), s.weights(), s.attended(), dAttended);
    Mat dNorm1 = linearBackward(Site.QKV, h + "attn.c_attn", s.norm1().output(), dQkv);
    return dMiddle.plus(normBackward(h + "ln_1", s.norm1(), dNorm1));
  }

  Normed norm(String name, Mat x) {
    float[] weight = vector(name + ".weight");
    float[] bias = vector(name + ".bias");
    Mat normalised = new Mat(rows, channels);
    Mat output = new Mat(rows, channels);
    float[] scale = new float[rows];
    for (int i = 0; i < rows; i++) {
      float[] row = x.block(i, 0, 1, channels).values();
      float mean = sums.sum(row) / channels;
      scale[i] = (float) (1 / Math.sqrt(variance(row, mean) + layerNormEpsilon()));
      for (int c = 0; c < channels; c++) {
        normalised.set(i, c, (row[c] - mean) * scale[i]);
        output.set(i, c, normalised.at(i, c) * weight[c] + bias[c]);
      }
    }
    return new Normed(output, normalised, scale);
  }

  float variance(float[] row, float mean) {
    float[] centred = new float[channels];
    for (int c = 0; c < channels; c++) {
      centred[c] = row[c] - mean;
    }
    return sums.dot(centred, 0, centred, 0, channels) / channels;
  }

  float layerNormEpsilon() {
    return ModelConfig.LAYER_NORM_EPSILON;
  }

  Mat normBackward(String name, Normed normed, Mat dy) {
    float[] weight = vector(name + ".weight");
    Mat products = new Mat(rows, channels);
    Mat dx = new Mat(rows, channels);
    for (int i = 0; i < rows; i++) {
      float[] dNormalised = new float[channels];
      for (int c = 0; c < channels; c++) {
        dNormalised[c] = dy.at(i, c) * weight[c];
        products.set(i, c, dy.at(i, c) * normed.normalised().at(i, c));
      }
      float mean = sums.sum(dNormalised) / channels;
      float projection =
          sums.dot(dNormalised, 0, normed.normalised().values(), i * channels, channels) / channels;
      for (int c = 0; c < channels; c++) {
        dx.set(
            i,
            c,
            normed.scale()[i]
                * (dNormalised[c] - mean - normed.normalised().at(i, c) * projection));
      }
    }
    addColumnSums(name + ".weight", products);
    addColumnSums(name + ".bias", dy);
    return dx;
  }

  Mat linear(Site site, String name, Mat x) {
    Mat y = product(site, Pass.FORWARD, x, matrix(name + ".weight"));
    float[] bias = vector(name + ".bias");
    for (int i = 0; i < y.values().length; i++) {
      y.values()[i] += bias[i % bias.length];
    }
    return y;
  }

  Mat linearBackward(Site site, String name, Mat x, Mat dy) {
    addGradient(name + ".weight", product(site, Pass.WEIGHT_GRADIENT, x.transposed(), dy));
    addColumnSums(name + ".bias", dy);
    return product(site, Pass.INPUT_GRADIENT, dy, matrix(name + ".weight").transposed());
  }

  void headWeightGradient(Mat dLogits, Mat hidden) {
    addGradient(
        "wte.weight", product(Site.HEAD, Pass.WEIGHT_GRADIENT, dLogits.transposed(), hidden));
  }

  /** qkv (B*T, 3C) gives the heads' outputs (B*T, C) and their weights (T, T) each. */
  Mat attention(Mat qkv, Mat[] weights) {
    Mat output = new Mat(rows, channels);
    for (int i = 0; i < weights.length; i++) {
      Mat scores =
          product(Site.SCORES, Pass.FORWARD, head(qkv, i, 0), head(qkv, i, 1).transposed());
      weights[i] = new Mat(time, time);
      for (int t = 0; t < time; t++) {
        float[] row = new float[visible(t)];
        for (int s = 0; s < row.length; s++) {
          row[s] = scores.at(t, s) * scoreScale();
        }
        softmax(row);
        System.arraycopy(row, 0, weights[i].values(), t * time, row.length);
      }
      Mat mixed = product(Site.MIXTURE, Pass.FORWARD, weights[i], head(qkv, i, 2));
      output.place(i / heads * time, i % heads * headSize, mixed);
    }
    return output;
  }

  Mat attentionBackward(Mat qkv, Mat[] weights, Mat output, Mat dOutput) {
    Mat dQkv = new Mat(rows, 3 * channels);
    for (int i = 0; i < weights.length; i++) {
      int row = i / heads * time;
      int column = i % heads * headSize;
      Mat dMixed = dOutput.block(row, column, time, headSize);
      Mat dWeights =
          product(Site.MIXTURE, Pass.INPUT_GRADIENT, dMixed, head(qkv, i, 2).transposed());
      Mat dScores = new Mat(time, time);
      for (int t = 0; t < time; t++) {
        int visible = visible(t);
        float mean = sums.dot(weights[i].values(), t * time, dWeights.values(), t * time, visible);
        for (int s = 0; s < visible; s++) {
          dScores.set(t, s, weights[i].at(t, s) * (dWeights.at(t, s) - mean) * scoreScale());
        }
      }
      Mat dQuery = product(Site.SCORES, Pass.INPUT_GRADIENT, dScores, head(qkv, i, 1));
      Mat dKey = product(Site.SCORES, Pass.INPUT_GRADIENT, dScores.transposed(), head(qkv, i, 0));
      Mat dValue = product(Site.MIXTURE, Pass.WEIGHT_GRADIENT, weights[i].transposed(), dMixed);
      dQkv.place(row, column, dQuery);
      dQkv.place(row, channels + column, dKey);
      dQkv.place(row, 2 * channels + column, dValue);
    }
    return dQkv;
  }

  /** Query, key or value (T, hs) of the i-th pair of sequence and head. */
  final Mat head(Mat qkv, int i, int part) {
    return qkv.block(i / heads * time, part * channels + i % heads * headSize, time, headSize);
  }

  /** How many positions, from the first, position t sees. */
  int visible(int t) {
    return t + 1;
  }

  float scoreScale() {
    return (float) (1 / Math.sqrt(headSize));
  }

  void softmax(float[] row) {
    float max = maximum(row);
    for (int s = 0; s < row.length; s++) {
      row[s] = exp(row[s] - max);
    }
    float sum = sums.sum(row);
    for (int s = 0; s < row.length; s++) {
      row[s] /= sum;
    }
  }

  float maximum(float[] row) {
    float max = Float.NEGATIVE_INFINITY;
    for (float value : row) {
      max = Math.max(max, value);
    }
    return max;
  }

  float exp(float x) {
    return (float) StrictMath.exp(x);
  }

  float tanh(float x) {
    return (float) StrictMath.tanh(x);
  }

  float gelu(float x) {
    return 0.5f * x * (1 + tanh(geluInner(x)));
  }

  float geluSlope(float x) {
    float tanh = tanh(geluInner(x));
    float slope = GELU_ROOT * (1 + 3 * 0.044715f * x * x);
    return 0.5f * (1 + tanh) + 0.5f * x * (1 - tanh * tanh) * slope;
  }

  static final float GELU_ROOT = (float) Math.sqrt(2 / Math.PI);

  final float geluInner(float x) {
    return GELU_ROOT * (x + 0.044715f * x * x * x);
  }

  /** Fills the losses (B*T); gives dlogits (B*T, V). */
  Mat crossEntropy(Mat logits, int[] targets, float[] losses) {
    int vocabulary = logits.columns();
    Mat dLogits = new Mat(rows, vocabulary);
    for (int i = 0; i < rows; i++) {
      float[] row = logits.block(i, 0, 1, vocabulary).values();
      float max = maximum(row);
      float target = row[targets[i]] - max;
      for (int j = 0; j < vocabulary; j++) {
        row[j] = exp(row[j] - max);
      }
      float sum = sums.sum(row);
      losses[i] = (float) (StrictMath.log(sum) - target);
      for (int j = 0; j < vocabulary; j++) {
        float expected = j == targets[i] ? 1 : 0;
        dLogits.set(i, j, (row[j] / sum - expected) * lossWeight(i));
      }
    }
    return dLogits;
  }

  /** The weight of a token's loss in the mean. */
  float lossWeight(int row) {
    return 1f / rows;
  }

  float meanLoss(float[] losses) {
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      sum += (double) losses[i] * lossWeight(i) * rows;
    }
    return (float) (sum / rows);
  }

  void clip() {
    double norm = gradientNorm();
    if (norm > optimizer.maxGradientNorm()) {
      float factor = (float) (optimizer.maxGradientNorm() / norm);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= factor;
      }
    }
  }

  double gradientNorm() {
    double squares = 0;
    for (float g : gradient) {
      squares += (double) g * g;
    }
    return Math.sqrt(squares);
  }

  void update(float learningRate) {
    float correction1 = (float) (1 - StrictMath.pow(optimizer.beta1(), steps));
    float correction2 = (float) (1 - StrictMath.pow(optimizer.beta2(), steps));
    for (ParameterTensor tensor : layout.tensors()) {
      float decay = decay(tensor);
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        updateElement(i, learningRate, correction1, correction2, decay);
      }
    }
  }

  float decay(ParameterTensor tensor) {
    return tensor.isDecayed() ? optimizer.weightDecay() : 0;
  }

  void updateElement(int i, float learningRate, float correction1, float correction2, float decay) {
    float g = gradient[i];
    float m = optimizer.beta1() * firstMoments[i] + (1 - optimizer.beta1()) * g;
    float v = optimizer.beta2() * secondMoments[i] + (1 - optimizer.beta2()) * g * g;
    firstMoments[i] = m;
    secondMoments[i] = v;
    float direction = m / correction1 / ((float) Math.sqrt(v / correction2) + optimizer.epsilon());
    parameters[i] -= learningRate * (direction + decay * parameters[i]);
  }

  /** a (n,k) · b (k,m) = (n,m). */
  Mat product(Site site, Pass pass, Mat a, Mat b) {
    return multiply(a, b);
  }

  final Mat multiply(Mat a, Mat b) {
    Mat c = new Mat(a.rows(), b.columns());
    float[] row = new float[c.columns()];
    for (int i = 0; i < c.rows(); i++) {
      sums.row(a.values(), i * a.columns(), b.values(), a.columns(), row);
      System.arraycopy(row, 0, c.values(), i * row.length, row.length);
    }
    return c;
  }

  final Mat matrix(String name) {
    ParameterTensor tensor = layout.tensor(name);
    return new Mat(vector(name), tensor.shape().get(0), tensor.shape().get(1));
  }

  final float[] vector(String name) {
    ParameterTensor tensor = layout.tensor(name);
    return java.util.Arrays.copyOfRange(parameters, tensor.offset(), tensor.end());
  }

  void addGradient(String name, Mat summand) {
    int offset = layout.tensor(name).offset();
    for (float value : summand.values()) {
      gradient[offset++] += value;
    }
  }

  void addColumnSums(String name, Mat summands) {
    Mat columns = summands.transposed();
    Mat result = new Mat(1, columns.rows());
    for (int j = 0; j < columns.rows(); j++) {
      result.set(0, j, sums.sum(columns.block(j, 0, 1, columns.columns()).values()));
    }
    addGradient(name, result);
  }
}
