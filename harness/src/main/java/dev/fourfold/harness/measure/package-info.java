/**
 * How long it takes: rounds of interleaved episodes, each checked once the clock has stopped.
 *
 * <p>The stage after verification, before statistics is asked what the times mean; it asks
 * statistics only whether another round is needed. The clock itself is JMH's, in {@code
 * dev.fourfold.benchmarks.episode}. The machine that all this ran on is described by {@link
 * dev.fourfold.harness.measure.Machine}.
 */
package dev.fourfold.harness.measure;
