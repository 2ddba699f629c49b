/**
 * Is it still the same training? The stage between what arrives and what is timed.
 *
 * <p>A {@link dev.fourfold.harness.verify.Verifier} runs untimed episodes against the oracle before
 * anything is timed; {@link dev.fourfold.harness.verify.EpisodeCheck} holds every timed episode
 * against a trusted trainer's, after the clock has stopped. Both answer with a {@link
 * dev.fourfold.harness.verify.Verification}.
 */
package dev.fourfold.harness.verify;
