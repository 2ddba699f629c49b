package dev.fourfold.baselines.naive;

import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.StepPhase;

/** Clips the gradient and updates the parameters, as {@link OptimizerConfig} has it. */
final class AdamW {
  private final OptimizerConfig config;
  private int steps; // t, how many updates were done

  AdamW(OptimizerConfig config) {
    this.config = config;
  }

  /** g = g·maxGradientNorm/norm, only if norm = √(Σ g²) over all parameters is greater. */
  @InPhase(StepPhase.OPTIMIZER)
  void clip(Parameters parameters) {
    double squares = 0;
    for (Parameter parameter : parameters.all()) {
      for (float[] row : parameter.gradient) {
        for (float g : row) {
          squares += (double) g * g;
        }
      }
    }
    double norm = Math.sqrt(squares);
    if (norm > config.maxGradientNorm()) {
      float factor = (float) (config.maxGradientNorm() / norm);
      for (Parameter parameter : parameters.all()) {
        for (float[] row : parameter.gradient) {
          for (int j = 0; j < row.length; j++) {
            row[j] *= factor;
          }
        }
      }
    }
  }

  /** One update of every parameter; its gradient is zero afterwards. */
  @InPhase(StepPhase.OPTIMIZER)
  void update(Parameters parameters, float learningRate) {
    steps++;
    float beta1 = config.beta1();
    float beta2 = config.beta2();
    float correction1 = (float) (1 - Math.pow(beta1, steps));
    float correction2 = (float) (1 - Math.pow(beta2, steps));
    for (Parameter parameter : parameters.all()) {
      float decay = parameter.decayed ? config.weightDecay() : 0;
      for (int i = 0; i < parameter.value.length; i++) {
        float[] p = parameter.value[i];
        float[] gradient = parameter.gradient[i];
        float[] m = parameter.firstMoment[i];
        float[] v = parameter.secondMoment[i];
        for (int j = 0; j < p.length; j++) {
          float g = gradient[j];
          m[j] = beta1 * m[j] + (1 - beta1) * g;
          v[j] = beta2 * v[j] + (1 - beta2) * g * g;
          float mHat = m[j] / correction1;
          float vHat = v[j] / correction2;
          p[j] -=
              learningRate * (mHat / ((float) Math.sqrt(vHat) + config.epsilon()) + decay * p[j]);
          gradient[j] = 0;
        }
      }
    }
  }
}
