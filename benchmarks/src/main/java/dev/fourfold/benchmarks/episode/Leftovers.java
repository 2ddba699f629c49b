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
  /** One tick of the kernel in a stretch is quiet; a thread that computes has several, always. */
  public static final double QUIET_CORES = 0.2;

  static final Leftovers NONE = new Leftovers(0, 0, 0);

  Leftovers worst(Leftovers other) {
    return new Leftovers(
        Math.max(idleCores, other.idleCores),
        Math.max(processes, other.processes),
        Math.max(threads, other.threads));
  }
}
