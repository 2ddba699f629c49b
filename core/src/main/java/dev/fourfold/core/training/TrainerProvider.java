package dev.fourfold.core.training;

/**
 * An implementation of the training loop: what a submission provides. It has a public constructor
 * without arguments.
 */
public interface TrainerProvider {

  /** A short name, as tables show it. */
  String name();

  /**
   * A new trainer at step 0, its moments zero.
   *
   * @param task the model, the optimizer, the batch and the threads granted; any shape that {@link
   *     TrainingTask} accepts
   * @param initialParameters in the order of {@link dev.fourfold.core.model.ParameterLayout}; the
   *     caller's: to be copied, not kept and not changed
   */
  Trainer create(TrainingTask task, float[] initialParameters);
}
