/**
 * The double-precision training loop that says what is right.
 *
 * <p>It stands beside the flow: built from the model, the data's batches and the contract of {@code
 * core.training}, and used by whoever verifies a trainer. {@link dev.fourfold.core.oracle.Oracle}
 * is its face; the other classes are one formula each, forward and backward next to each other.
 *
 * <p><b>No optimisation in this package.</b> Its one virtue is that a reader believes it: matrices
 * are arrays of rows, every product is written as the formula has it, nothing is reused, fused or
 * run in parallel, and every backward quotes the forward that it differentiates. Gradients are
 * written d‹name›: {@code dx} is the derivative of the loss with respect to {@code x}.
 */
package dev.fourfold.core.oracle;
