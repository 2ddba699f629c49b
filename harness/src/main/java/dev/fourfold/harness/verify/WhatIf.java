package dev.fourfold.harness.verify;

import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.OptimizerConfig;
import java.util.Arrays;
import java.util.List;

/** AdamW as it is misread now and then: what would the parameters be, had a trainer done that? */
enum WhatIf {
  NO_BIAS_CORRECTION("as if there were no bias correction of the moments"),
  FIRST_CORRECTED_ONLY("as if there were no bias correction of the second moment"),
  SWAPPED("as if beta1 and beta2 were swapped"),
  EPSILON_INSIDE("as if epsilon were inside the root: m̂/√(v̂ + ε²)"),
  EPSILON_UNSQUARED_INSIDE("as if epsilon were inside the root: m̂/√(v̂ + ε)"),
  NO_DECAY("as if there were no weight decay"),
  DECAY_EVERYWHERE("as if biases and LayerNorms were decayed too"),
  DECAY_IN_GRADIENT("as if weight decay were added to the gradient (Adam with L2, not AdamW)"),
  NOT_CLIPPED("as if the gradient were not clipped"),
  UNCLIPPED_SECOND_MOMENT("as if the second moment were of the gradient before clipping"),
  MOMENTS_FORGOTTEN("as if the moments were forgotten before every step"),
  FIRST_LEARNING_RATE("as if the learning rate were that of the first step"),
  STEP_AHEAD("as if the bias correction were one step ahead"),
  STEP_SKIPPED("as if this step had not been made");

  private final String hint;

  WhatIf(String hint) {
    this.hint = hint;
  }

  String hint() {
    return hint;
  }

  /** The parameters after as many steps as there are gradients, given those gradients. */
  double[] train(Episode episode, List<double[]> gradients) {
    OptimizerConfig optimizer = episode.task().optimizer();
    double[] parameters = Expected.widen(episode.initialParameters());
    double[] firstMoments = new double[parameters.length];
    double[] secondMoments = new double[parameters.length];
    double beta1 = this == SWAPPED ? optimizer.beta2() : optimizer.beta1();
    double beta2 = this == SWAPPED ? optimizer.beta1() : optimizer.beta2();
    for (int step = 1; step <= gradients.size(); step++) {
      if (this == MOMENTS_FORGOTTEN) {
        Arrays.fill(firstMoments, 0);
        Arrays.fill(secondMoments, 0);
      }
      if (this == STEP_SKIPPED && step == gradients.size()) {
        break;
      }
      double[] gradient = gradients.get(step - 1);
      double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
      double clip = norm > optimizer.maxGradientNorm() ? optimizer.maxGradientNorm() / norm : 1;
      double rate = episode.learningRates()[this == FIRST_LEARNING_RATE ? 0 : step - 1];
      int counted =
          switch (this) {
            case MOMENTS_FORGOTTEN -> 1;
            case STEP_AHEAD -> step + 1;
            default -> step;
          };
      double correction1 = this == NO_BIAS_CORRECTION ? 1 : 1 - Math.pow(beta1, counted);
      double correction2 =
          this == NO_BIAS_CORRECTION || this == FIRST_CORRECTED_ONLY
              ? 1
              : 1 - Math.pow(beta2, counted);
      for (ParameterTensor tensor : ParameterLayout.of(episode.task().model()).tensors()) {
        boolean decayed = this == DECAY_EVERYWHERE || (tensor.isDecayed() && this != NO_DECAY);
        double decay = decayed ? optimizer.weightDecay() : 0;
        for (int i = tensor.offset(); i < tensor.end(); i++) {
          double g = gradient[i] * (this == NOT_CLIPPED ? 1 : clip);
          if (this == DECAY_IN_GRADIENT) {
            g += decay * parameters[i];
          }
          double squared = this == UNCLIPPED_SECOND_MOMENT ? gradient[i] : g;
          firstMoments[i] = beta1 * firstMoments[i] + (1 - beta1) * g;
          secondMoments[i] = beta2 * secondMoments[i] + (1 - beta2) * squared * squared;
          double m = firstMoments[i] / correction1;
          double v = secondMoments[i] / correction2;
          double divisor = divisor(v, optimizer.epsilon());
          double added = this == DECAY_IN_GRADIENT ? 0 : decay * parameters[i];
          parameters[i] -= rate * (m / divisor + added);
        }
      }
    }
    return parameters;
  }

  private double divisor(double v, double epsilon) {
    return switch (this) {
      case EPSILON_INSIDE -> Math.sqrt(v + epsilon * epsilon);
      case EPSILON_UNSQUARED_INSIDE -> Math.sqrt(v + epsilon);
      default -> Math.sqrt(v) + epsilon;
    };
  }
}
