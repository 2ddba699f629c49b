/**
 * How long it takes: rounds of interleaved episodes, each checked once the clock has stopped.
 *
 * <p>The stage after verification, whose check of a timed episode it runs on each. Of statistics it
 * asks in which order turns are taken, whether another round is needed and whether a candidate is
 * plainly slower than the human reference; what all times together mean, {@code result} asks. The
 * clock itself is JMH's, in {@code dev.fourfold.benchmarks.episode}. What else the machine did
 * meanwhile says {@link dev.fourfold.harness.measure.Watch}, and what machine it is {@link
 * dev.fourfold.harness.measure.Machine}.
 */
package dev.fourfold.harness.measure;
