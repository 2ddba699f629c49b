/**
 * Is it still the same training? The stage between {@code submission} and {@code measure}.
 *
 * <p>A {@link dev.fourfold.harness.verify.Verifier} asks a candidate a number of <i>probes</i>,
 * short episodes on shapes, states and settings drawn from a seed, and compares each quantity with
 * the double-precision oracle: losses, gradients (revealed by a very large ε of AdamW), updates,
 * state. {@link dev.fourfold.harness.verify.EpisodeCheck} compares the episodes that were timed
 * with those of a trusted trainer. A <i>deviation</i> is how far one quantity is off; its
 * <i>bound</i> is derived from an ensemble of legal fp32 variants and committed beside the code.
 *
 * <p>{@code grading} has a candidate verified before it is timed, {@code measure} has each timed
 * episode checked once the clock has stopped. It knows core alone: a candidate is a provider here,
 * and what follows from a rejection is others' business.
 */
package dev.fourfold.harness.verify;
