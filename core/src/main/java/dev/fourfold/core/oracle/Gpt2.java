package dev.fourfold.core.oracle;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/** The model, once: the loss of each token of one batch, then the gradient of their mean. */
final class Gpt2 {
  private final ModelConfig model;
  private final Tensors parameters;
  private final Tensors gradient;
  private final List<Block> blocks = new ArrayList<>();
  private final LayerNorm finalNorm;
  private double[][] hidden; // (B*T, C), after the final LayerNorm
  private double[][] probabilities; // (B*T, V)

  /** A pass over one batch, which adds its gradient to {@code gradientSum}. */
  Gpt2(ParameterLayout layout, int batchSize, double[] parameterValues, double[] gradientSum) {
    this.model = layout.model();
    this.parameters = new Tensors(layout, parameterValues);
    this.gradient = new Tensors(layout, gradientSum);
    for (int layer = 0; layer < model.layers(); layer++) {
      blocks.add(new Block(model, batchSize, parameters, gradient, layer));
    }
    this.finalNorm = new LayerNorm(parameters, gradient, "ln_f");
  }

  /** The cross-entropy of each token (B*T), in nats: −log softmax(logits)[target]. */
  double[] forward(int[] inputs, int[] targets) {
    double[][] x = embed(inputs);
    for (Block block : blocks) {
      x = block.forward(x);
    }
    hidden = finalNorm.forward(x);
    // The head is the token embedding: logits = hidden·wteᵀ.
    double[][] logits =
        Matrix.multiply(hidden, Matrix.transpose(parameters.matrix("wte.weight"))); // (B*T, V)
    probabilities = new double[targets.length][model.vocabulary()];
    double[] losses = new double[targets.length];
    for (int i = 0; i < targets.length; i++) {
      losses[i] = crossEntropy(logits[i], targets[i], probabilities[i]);
    }
    return losses;
  }

  /**
   * loss = mean over B*T tokens of −log softmax(logits)[target] gives dlogits = (softmax(logits) −
   * onehot(target))/(B*T); logits = hidden·wteᵀ gives dhidden = dlogits·wte and dwte =
   * dlogitsᵀ·hidden.
   */
  void backward(int[] inputs, int[] targets) {
    double[][] dLogits = new double[targets.length][model.vocabulary()];
    for (int i = 0; i < targets.length; i++) {
      for (int token = 0; token < model.vocabulary(); token++) {
        double expected = token == targets[i] ? 1 : 0;
        dLogits[i][token] = (probabilities[i][token] - expected) / targets.length;
      }
    }
    gradient.add("wte.weight", Matrix.multiply(Matrix.transpose(dLogits), hidden));
    double[][] dHidden = Matrix.multiply(dLogits, parameters.matrix("wte.weight"));
    double[][] dx = finalNorm.backward(dHidden);
    for (int layer = model.layers() - 1; layer >= 0; layer--) {
      dx = blocks.get(layer).backward(dx);
    }
    embedBackward(inputs, dx);
  }

  /** x[b,t] = wte[inputs[b,t]] + wpe[t]: (B*T, C). */
  private double[][] embed(int[] inputs) {
    double[][] tokens = parameters.matrix("wte.weight"); // (V, C)
    double[][] positions = parameters.matrix("wpe.weight"); // (T, C)
    double[][] x = new double[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      x[i] = tokens[inputs[i]].clone();
      Matrix.addMultiple(x[i], 1, positions[i % model.contextLength()]);
    }
    return x;
  }

  /** x[b,t] = wte[inputs[b,t]] + wpe[t] gives each of the two rows dx[b,t]. */
  private void embedBackward(int[] inputs, double[][] dx) {
    double[][] dTokens = new double[model.vocabulary()][model.channels()];
    double[][] dPositions = new double[model.contextLength()][model.channels()];
    for (int i = 0; i < inputs.length; i++) {
      Matrix.addMultiple(dTokens[inputs[i]], 1, dx[i]);
      Matrix.addMultiple(dPositions[i % model.contextLength()], 1, dx[i]);
    }
    gradient.add("wte.weight", dTokens);
    gradient.add("wpe.weight", dPositions);
  }

  /** −log softmax(logits)[target]; fills softmax (V). */
  private static double crossEntropy(double[] logits, int target, double[] softmax) {
    double max = Double.NEGATIVE_INFINITY; // subtracted so that exp cannot overflow
    for (double logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (int token = 0; token < logits.length; token++) {
      softmax[token] = Math.exp(logits[token] - max);
      sum += softmax[token];
    }
    for (int token = 0; token < logits.length; token++) {
      softmax[token] /= sum;
    }
    return Math.log(sum) - (logits[target] - max);
  }
}
