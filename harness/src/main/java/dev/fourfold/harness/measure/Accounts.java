package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.Leftovers;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.verify.Reason;
import dev.fourfold.harness.verify.ReasonCode;
import java.util.Optional;

/**
 * Three books that must agree: the wall clock, which JMH reads in the harness, the CPU time that
 * the kernel charged to the worker, and the cores that were granted. A number that they contradict
 * was not earned.
 *
 * @param workload what an episode trains
 * @param threads cores granted
 * @param peakGflops the measured fp32 FMA peak of those cores
 */
public record Accounts(Workload workload, int threads, double peakGflops) {
  /** The kernel's tick is 10 ms; user and system time are rounded apart, at both ends. */
  private static final double TICKS_SECONDS = 0.04;

  /** Two clocks, and a moment between reading the one and the other. */
  private static final double CLOCKS = 1.05;

  /** The peak may have been measured while somebody disturbed; by more than this is no accident. */
  private static final double PEAK = 1.25;

  /** Pools may be kept from episode to episode; a pool is not larger than this. */
  private static final int THREADS_A_CORE = 8;

  private static final int THREADS_ANYHOW = 64;

  /** What is wrong with an episode's times, if anything is. */
  public Optional<Reason> check(String where, TimedEpisode episode) {
    double granted = threads * episode.seconds();
    if (episode.cpuSeconds() > CLOCKS * granted + TICKS_SECONDS) {
      return reason(
          ReasonCode.MORE_CPU_THAN_GRANTED,
          "%s: %.3f s of CPU in %.3f s on %d cores"
              .formatted(where, episode.cpuSeconds(), episode.seconds(), threads));
    }
    double flops = workload.flopsPerStep() * workload.steps();
    double leastSeconds = flops / (PEAK * peakGflops * 1e9);
    if (episode.seconds() < leastSeconds) {
      return reason(
          ReasonCode.FASTER_THAN_THE_MACHINE,
          ("%s: %.3g s, and its %.3g floating-point operations take %.3g s at the %.0f GFLOP/s that"
                  + " this machine can do")
              .formatted(where, episode.seconds(), flops, flops / (peakGflops * 1e9), peakGflops));
    }
    if (episode.cpuSeconds() + TICKS_SECONDS < leastSeconds * threads) {
      return reason(
          ReasonCode.WORK_NOT_ACCOUNTED,
          ("%s: %.3f s of CPU, and its %.3g floating-point operations take %.3f s at the machine's"
                  + " peak")
              .formatted(where, episode.cpuSeconds(), flops, threads * flops / (peakGflops * 1e9)));
    }
    return Optional.empty();
  }

  /** What is wrong with what a worker left behind, if anything is. */
  public Optional<Reason> check(String where, Leftovers left) {
    if (left.processes() > 0) {
      return reason(
          ReasonCode.LEFT_PROCESSES,
          "%s: it had %d processes more than at first".formatted(where, left.processes()));
    }
    int most = THREADS_ANYHOW + THREADS_A_CORE * threads;
    if (left.threads() > most) {
      return reason(
          ReasonCode.LEFT_THREADS,
          "%s: it had %d threads more than at first, %d are allowed"
              .formatted(where, left.threads(), most));
    }
    if (left.idleCores() > Leftovers.QUIET_CORES) {
      return reason(
          ReasonCode.BUSY_WHEN_IDLE,
          "%s: it wanted %.1f cores while nobody had asked it anything"
              .formatted(where, left.idleCores()));
    }
    return Optional.empty();
  }

  private static Optional<Reason> reason(ReasonCode code, String message) {
    return Optional.of(new Reason(code, message));
  }
}
