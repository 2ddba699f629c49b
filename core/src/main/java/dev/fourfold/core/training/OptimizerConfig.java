package dev.fourfold.core.training;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2) and clipping of the
 * gradient at a global norm (Pascanu et al. 2013, algorithm 1).
 *
 * <p>For step t = 1, 2, …, with gradient g over all parameters and learning rate η given per step:
 *
 * <pre>
 * norm = √(Σ g²)                                over every parameter of the model
 * g    = g · maxGradientNorm / norm             only if norm &gt; maxGradientNorm
 * m    = beta1·m + (1 − beta1)·g                 starts at 0
 * v    = beta2·v + (1 − beta2)·g²                starts at 0
 * m̂    = m / (1 − beta1^t)
 * v̂    = v / (1 − beta2^t)
 * p    = p − η·(m̂ / (√v̂ + epsilon) + λ·p)      λ = weightDecay for 2-D tensors, else 0
 * </pre>
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, positive
 * @param weightDecay λ of the 2-D tensors, not negative
 * @param maxGradientNorm the norm above which the gradient is scaled down to it, positive; {@link
 *     Float#POSITIVE_INFINITY} never clips
 */
public record OptimizerConfig(
    float beta1, float beta2, float epsilon, float weightDecay, float maxGradientNorm) {

  public OptimizerConfig {
    require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1)", beta1);
    require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1)", beta2);
    require(epsilon > 0 && Float.isFinite(epsilon), "epsilon must be positive", epsilon);
    require(
        weightDecay >= 0 && Float.isFinite(weightDecay),
        "weightDecay must not be negative",
        weightDecay);
    require(maxGradientNorm > 0, "maxGradientNorm must be positive", maxGradientNorm);
  }

  private static void require(boolean holds, String rule, float value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ": " + value);
    }
  }
}
