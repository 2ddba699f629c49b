package dev.fourfold.core.kernel;

import dev.fourfold.core.training.TrainingTask;
import java.util.Optional;

/**
 * The kernels of one trainer, in the shapes of a task. Parameters are {@link KernelData#uniform} of
 * seed {@value #PARAMETERS}, in the order of {@link dev.fourfold.core.model.ParameterLayout}; what
 * a kernel's method calls its first operand has seed {@value #FIRST}, its second {@value #SECOND}.
 * R is B·T.
 */
public interface KernelProvider {
  /** Seed of the parameters. */
  long PARAMETERS = 1;

  /** Seed of a kernel's first operand. */
  long FIRST = 2;

  /** Seed of a kernel's second operand. */
  long SECOND = 3;

  /** How often threads meet in a run of {@link #meeting}. */
  int MEETINGS = 100;

  /** The name of the trainer whose kernels these are. */
  String trainer();

  /** Y = X·W + b; first X (R, in). Sums Y. */
  Kernel linearForward(TrainingTask task, LinearLayer layer);

  /**
   * dX = dY·Wᵀ, dW = Xᵀ·dY, db = column sums of dY; first X (R, in), second dY (R, out). Sums all
   * three.
   */
  Kernel linearBackward(TrainingTask task, LinearLayer layer);

  /** Causal attention of all heads; first queries, keys and values (R, 3C). Sums the output. */
  Kernel attentionForward(TrainingTask task);

  /**
   * The gradients of queries, keys and values; first these (R, 3C), second the gradient of the
   * output (R, C). The forward pass it needs is done before. Sums the gradients.
   */
  Kernel attentionBackward(TrainingTask task);

  /** The first block's first normalisation; first X (R, C). Sums Y. */
  Kernel layerNormForward(TrainingTask task);

  /** Its gradients; first X (R, C), second dY (R, C). Sums dX, dw and db. */
  Kernel layerNormBackward(TrainingTask task);

  /** GELU; first X (R, 4C). Sums Y. */
  Kernel geluForward(TrainingTask task);

  /** Its gradient; first X (R, 4C), second dY (R, 4C). Sums dX. */
  Kernel geluBackward(TrainingTask task);

  /**
   * The output head and the loss, forward and backward: logits, cross-entropy, and the gradients of
   * X and of the token embedding; first X (R, C), second targets (R). Sums dX.
   */
  Kernel headAndLoss(TrainingTask task);

  /** Clipping and AdamW over all parameters; first their gradients. Sums parameters. */
  Kernel optimizer(TrainingTask task);

  /**
   * Nothing but meetings of a trainer's threads, {@value #MEETINGS} a run; empty for a trainer with
   * one thread. Sums nothing.
   */
  default Optional<Kernel> meeting(TrainingTask task) {
    return Optional.empty();
  }
}
