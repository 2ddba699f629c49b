package dev.fourfold.baselines.human;

import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.StepPhase;

/** Clips the gradient and updates the parameters, as {@link OptimizerConfig} has it. */
final class AdamW {
  private final OptimizerConfig config;
  private final int[] ends; // where each tensor ends, and the next starts
  private final float[] decays; // the weight decay of each tensor
  private final float[] firstMoments; // m
  private final float[] secondMoments; // v
  private int steps; // t, how many updates were done

  AdamW(OptimizerConfig config, ParameterLayout layout) {
    this.config = config;
    this.ends = layout.tensors().stream().mapToInt(ParameterTensor::end).toArray();
    this.decays = new float[ends.length];
    for (int i = 0; i < decays.length; i++) {
      decays[i] = layout.tensors().get(i).isDecayed() ? config.weightDecay() : 0;
    }
    this.firstMoments = new float[layout.size()];
    this.secondMoments = new float[layout.size()];
  }

  /** One update of every parameter from its gradient. */
  @InPhase(StepPhase.OPTIMIZER)
  void update(float[] parameters, float[] gradient, float learningRate) {
    steps++;
    float factor = clippingFactor(gradient);
    float correction1 = (float) (1 / (1 - Math.pow(config.beta1(), steps)));
    float correction2 = (float) (1 / (1 - Math.pow(config.beta2(), steps)));
    int start = 0;
    for (int tensor = 0; tensor < ends.length; tensor++) {
      update(
          start,
          ends[tensor],
          parameters,
          gradient,
          factor,
          correction1,
          correction2,
          learningRate,
          decays[tensor]);
      start = ends[tensor];
    }
  }

  private void update(
      int start,
      int end,
      float[] parameters,
      float[] gradient,
      float factor,
      float correction1,
      float correction2,
      float learningRate,
      float decay) {
    float beta1 = config.beta1();
    float beta2 = config.beta2();
    float epsilon = config.epsilon();
    for (int i = start; i < end; i++) {
      float g = gradient[i] * factor;
      float m = beta1 * firstMoments[i] + (1 - beta1) * g;
      float v = beta2 * secondMoments[i] + (1 - beta2) * g * g;
      firstMoments[i] = m;
      secondMoments[i] = v;
      float direction = m * correction1 / ((float) Math.sqrt(v * correction2) + epsilon);
      parameters[i] -= learningRate * (direction + decay * parameters[i]);
    }
  }

  /** maxGradientNorm/norm if norm = √(Σ g²) is greater, else 1. */
  private float clippingFactor(float[] gradient) {
    double squares = 0;
    for (float g : gradient) {
      squares += (double) g * g;
    }
    double norm = Math.sqrt(squares);
    return norm > config.maxGradientNorm() ? (float) (config.maxGradientNorm() / norm) : 1;
  }
}
