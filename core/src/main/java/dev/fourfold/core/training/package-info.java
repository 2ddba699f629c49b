/**
 * The contract of a submission, and what it is asked to do.
 *
 * <p>A submission provides a {@link dev.fourfold.core.training.TrainerProvider}, whose {@link
 * dev.fourfold.core.training.Trainer}s train the model of a {@link
 * dev.fourfold.core.training.TrainingTask}. An {@link dev.fourfold.core.training.Episode} is the
 * unit that is timed and verified; its outcome is a {@link dev.fourfold.core.training.Trace}. This
 * package knows the model and the data, and nothing of who runs, checks or times a trainer.
 */
package dev.fourfold.core.training;
