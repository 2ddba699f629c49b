/**
 * The textbook trainer, the denominator of every speedup: single-threaded Java on {@code
 * float[][]}, as a good teacher would write it on a board.
 *
 * <p><b>No optimisation in this package</b>, and nothing made slow on purpose. Its one virtue is
 * that a reader believes it. Every formula is a class with forward and backward next to each other;
 * backward quotes the forward line that it differentiates. Gradients are written d‹name›: {@code
 * dx} is the derivative of the loss with respect to {@code x}. Activations are arrays of rows, one
 * row a token, B*T of them; weights are {@code [in][out]}.
 *
 * <p>It needs nothing but {@code dev.fourfold.core}, so that a copy of the package is a good start
 * for a submission.
 */
package dev.fourfold.baselines.naive;
