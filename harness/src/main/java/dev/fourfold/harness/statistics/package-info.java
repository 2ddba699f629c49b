/**
 * From rounds to a speedup with its interval.
 *
 * <p>The stage after measuring. It knows numbers only: seconds of episodes in rounds go in, an
 * {@link dev.fourfold.harness.statistics.Estimate} comes out. {@link
 * dev.fourfold.harness.statistics.TurnOrder}, in which rounds are measured, is here because
 * gradings are simulated with the same.
 */
package dev.fourfold.harness.statistics;
