/**
 * The text that models are trained on, and the batches drawn from it.
 *
 * <p>The second stage of the flow, and the only package of core that reads what a user gives it,
 * the file of a text; of all others only {@code core.worker} touches files, and those are its own
 * or the system's. A {@link dev.fourfold.core.data.Corpus} is a stream of bytes; a {@link
 * dev.fourfold.core.data.TokenBatch} is what one training step sees of it.
 */
package dev.fourfold.core.data;
