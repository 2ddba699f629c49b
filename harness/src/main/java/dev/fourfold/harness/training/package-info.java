/**
 * Training for real: what a benchmark's training step is for.
 *
 * <p>It stands beside the flow, after {@code submission} and before {@code report}: it takes a
 * trainer that was started as a worker, trains until a budget is used up, and gives a {@link
 * dev.fourfold.harness.training.TrainingRecord} with the held-out loss on the way. Nothing is
 * verified or graded here. The words: a <i>point</i> is a place on the curve at which the held-out
 * loss was taken; a <i>budget</i> is how long to go on.
 */
package dev.fourfold.harness.training;
