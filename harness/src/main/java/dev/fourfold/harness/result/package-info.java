/**
 * The record of a grading: {@code result.json} and JMH's JSON beside it.
 *
 * <p>The stage after statistics. A {@link dev.fourfold.harness.result.GradingResult} is what every
 * later reader works from, so its JSON names are an interface: schema {@value
 * dev.fourfold.harness.result.GradingResult#SCHEMA}.
 */
package dev.fourfold.harness.result;
