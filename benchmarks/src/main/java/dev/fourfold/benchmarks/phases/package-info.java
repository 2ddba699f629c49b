/**
 * Where a built-in trainer's step spends its time, by its own clock.
 *
 * <p>It stands beside the flow: {@link dev.fourfold.benchmarks.phases.PhaseTimes} runs in a JVM of
 * its own that the harness starts, since the harness has no Vector API. A trainer's own clock
 * explains and never measures: nothing here enters a result.
 */
package dev.fourfold.benchmarks.phases;
