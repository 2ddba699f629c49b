package dev.fourfold.benchmarks.episode;

/**
 * What a worker still did, and still had, when its turn was over and nobody had asked it anything.
 *
 * @param idleCores the cores it kept busy, in the quietest of several short stretches: a JIT that
 *     is not done yet falls silent after a while, a trainer's own thread does not
 * @param processes how many more processes it had than when it came up
 * @param threads how many more threads
 */
public record Leftovers(double idleCores, int processes, int threads) {
  /** Two of the kernel's ticks in a stretch are quiet; a thread that computes has many more. */
  public static final double QUIET_CORES = 0.11;
}
