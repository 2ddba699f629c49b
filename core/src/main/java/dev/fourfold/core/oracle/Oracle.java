package dev.fourfold.core.oracle;

import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.TrainingTask;
import java.util.Arrays;

/**
 * The GPT-2 training loop in double precision on one thread: what every trainer is compared with.
 *
 * <p>No optimisation here: see the package. The settings of {@link OptimizerConfig} are floats and
 * are widened exactly, so {@code beta1 = 0.9f} is 0.89999997615814208984375.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Oracle {
  private final TrainingTask task;
  private final ParameterLayout layout;
  private final double[] parameters;
  private final double[] firstMoments; // m
  private final double[] secondMoments; // v
  private int steps;

  /**
   * A model being trained, between two steps. All arrays are in the order of {@link
   * ParameterLayout}.
   *
   * @param parameters p
   * @param firstMoments m of AdamW
   * @param secondMoments v of AdamW
   * @param steps how many steps were done, so that the next is number {@code steps + 1}
   */
  public record State(
      double[] parameters, double[] firstMoments, double[] secondMoments, int steps) {

    /** Step 0: moments zero. */
    public static State initial(double[] parameters) {
      return new State(parameters, new double[parameters.length], new double[parameters.length], 0);
    }
  }

  /**
   * Starts at step 0, moments zero.
   *
   * @param initialParameters in the order of {@link ParameterLayout}; copied
   * @throws IllegalArgumentException if they are not as many as the model has
   */
  public Oracle(TrainingTask task, double[] initialParameters) {
    this(task, State.initial(initialParameters));
  }

  /**
   * Starts in the middle of a training.
   *
   * @param state copied
   * @throws IllegalArgumentException if an array of the state is not as long as the model's layout
   */
  public Oracle(TrainingTask task, State state) {
    this.task = task;
    this.layout = ParameterLayout.of(task.model());
    this.parameters = copy(state.parameters(), "parameters");
    this.firstMoments = copy(state.firstMoments(), "first moments");
    this.secondMoments = copy(state.secondMoments(), "second moments");
    this.steps = state.steps();
  }

  private double[] copy(double[] values, String what) {
    if (values.length != layout.size()) {
      throw new IllegalArgumentException(
          "%d %s, the model has %d parameters".formatted(values.length, what, layout.size()));
    }
    return values.clone();
  }

  /**
   * One step of training: forward, backward, clip, update.
   *
   * @param inputs (B,T) tokens, row-major
   * @param targets (B,T) tokens, row-major
   * @return the mean cross-entropy in nats of the parameters before the update
   * @throws IllegalArgumentException if there are not B·T tokens each, or one is not in [0, V)
   */
  public double step(int[] inputs, int[] targets, double learningRate) {
    requireBatch(inputs, targets);
    double[] gradient = new double[layout.size()];
    Gpt2 pass = new Gpt2(layout, task.batchSize(), parameters, gradient);
    double loss = mean(pass.forward(inputs, targets));
    pass.backward(inputs, targets);
    clip(gradient);
    update(gradient, learningRate);
    return loss;
  }

  /**
   * The mean cross-entropy of a batch, in nats; nothing is updated.
   *
   * @throws IllegalArgumentException as {@link #step}
   */
  public double loss(int[] inputs, int[] targets) {
    return mean(tokenLosses(inputs, targets));
  }

  /**
   * The cross-entropy of each token, in nats (B,T), row-major; nothing is updated.
   *
   * @throws IllegalArgumentException as {@link #step}
   */
  public double[] tokenLosses(int[] inputs, int[] targets) {
    requireBatch(inputs, targets);
    double[] unused = new double[layout.size()];
    return new Gpt2(layout, task.batchSize(), parameters, unused).forward(inputs, targets);
  }

  /**
   * The gradient of {@link #loss} before clipping, in the order of {@link ParameterLayout}; nothing
   * is updated.
   *
   * @throws IllegalArgumentException as {@link #step}
   */
  public double[] gradient(int[] inputs, int[] targets) {
    requireBatch(inputs, targets);
    double[] gradient = new double[layout.size()];
    Gpt2 pass = new Gpt2(layout, task.batchSize(), parameters, gradient);
    pass.forward(inputs, targets);
    pass.backward(inputs, targets);
    return gradient;
  }

  /** A copy of the current parameters, in the order of {@link ParameterLayout}. */
  public double[] parameters() {
    return parameters.clone();
  }

  /** A copy of everything that the next step depends on. */
  public State state() {
    return new State(parameters.clone(), firstMoments.clone(), secondMoments.clone(), steps);
  }

  /** g = g · maxGradientNorm / norm, only if norm = √(Σ g²) &gt; maxGradientNorm. */
  private void clip(double[] gradient) {
    double squares = 0;
    for (double g : gradient) {
      squares += g * g;
    }
    double norm = Math.sqrt(squares);
    double maxNorm = task.optimizer().maxGradientNorm();
    if (norm > maxNorm) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = gradient[i] * maxNorm / norm;
      }
    }
  }

  /** AdamW as {@link OptimizerConfig} has it. */
  private void update(double[] gradient, double learningRate) {
    steps++;
    double beta1 = task.optimizer().beta1();
    double beta2 = task.optimizer().beta2();
    double epsilon = task.optimizer().epsilon();
    double correction1 = 1 - Math.pow(beta1, steps);
    double correction2 = 1 - Math.pow(beta2, steps);
    for (ParameterTensor tensor : layout.tensors()) {
      double decay = tensor.isDecayed() ? task.optimizer().weightDecay() : 0;
      int end = tensor.end();
      for (int i = tensor.offset(); i < end; i++) {
        double g = gradient[i];
        firstMoments[i] = beta1 * firstMoments[i] + (1 - beta1) * g;
        secondMoments[i] = beta2 * secondMoments[i] + (1 - beta2) * g * g;
        double m = firstMoments[i] / correction1;
        double v = secondMoments[i] / correction2;
        parameters[i] -= learningRate * (m / (Math.sqrt(v) + epsilon) + decay * parameters[i]);
      }
    }
  }

  private static double mean(double[] losses) {
    return Arrays.stream(losses).sum() / losses.length;
  }

  private void requireBatch(int[] inputs, int[] targets) {
    requireTokens(inputs, "inputs");
    requireTokens(targets, "targets");
  }

  private void requireTokens(int[] tokens, String what) {
    if (tokens.length != task.tokensPerStep()) {
      throw new IllegalArgumentException(
          "%d %s, the task has %d tokens a step"
              .formatted(tokens.length, what, task.tokensPerStep()));
    }
    for (int token : tokens) {
      if (token < 0 || token >= task.model().vocabulary()) {
        throw new IllegalArgumentException("token " + token + " in the " + what + " is unknown");
      }
    }
  }
}
