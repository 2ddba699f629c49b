package dev.fourfold.benchmarks.episode;

/**
 * What a worker still did, and still had, when its turn was over and nobody had asked it anything.
 *
 * @param idleCores the cores that it wanted, in the quietest of several short stretches: a JIT that
 *     is not done yet falls silent after a while, a trainer's own thread does not
 * @param processes how many more processes it had than when it came up
 * @param threads how many more threads
 */
public record Leftovers(double idleCores, int processes, int threads) {
  /** A JVM with nothing to do wants a hundredth of this, a thread that computes seven times it. */
  public static final double QUIET_CORES = 0.15;
}
