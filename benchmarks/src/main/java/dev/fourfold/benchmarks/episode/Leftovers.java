package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.worker.ThreadUse;
import java.time.Duration;
import java.util.List;

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

  /** A JIT that is busy with what it was given is done by then. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * The cores that a worker wanted during a stretch. On a busy machine a thread may wait longer
   * than that, and its waiting is counted only when it is over; but at the stretch's end it still
   * wants one.
   *
   * @param counted computing and waiting, a second of it in each second of the stretch being one
   * @param atTheEnd the worker's threads as they are then
   */
  static double wanted(double counted, List<ThreadUse> atTheEnd) {
    double still = atTheEnd.stream().filter(ThreadUse::wantsCore).count();
    return Math.max(counted, still);
  }
}
