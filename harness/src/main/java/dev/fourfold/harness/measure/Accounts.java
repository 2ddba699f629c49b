package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.Leftovers;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.verify.Reason;
import dev.fourfold.harness.verify.ReasonCode;
import java.util.List;
import java.util.Optional;

/**
 * Three books that must agree: the wall clock, which JMH reads in the harness, the CPU time that
 * the kernel charged to the worker, and the cores that were granted. A number that they contradict
 * was not earned.
 *
 * @param workload what an episode trains
 * @param threads cores granted
 * @param peak of those cores
 */
public record Accounts(Workload workload, int threads, MachinePeak peak) {
  /** The kernel's tick is 10 ms; user and system time are rounded apart, at both ends. */
  private static final double TICKS_SECONDS = 0.04;

  /** Two clocks, and a moment between reading the one and the other. */
  private static final double CLOCKS = 1.05;

  /** Pools may be kept from episode to episode; a pool is not larger than this. */
  private static final int THREADS_A_CORE = 8;

  private static final int THREADS_ANYHOW = 64;

  /**
   * What is wrong with the times of a trainer's episodes, those of one round, if anything is.
   *
   * <p>Processor time is added up over all of them: a JVM that still compiles uses a core beside
   * its trainer's, and does that in one episode; who takes more cores than were granted, in every
   * one.
   */
  public Optional<Reason> check(String where, List<TimedEpisode> episodes) {
    double seconds = episodes.stream().mapToDouble(TimedEpisode::seconds).sum();
    double cpuSeconds = episodes.stream().mapToDouble(TimedEpisode::cpuSeconds).sum();
    if (cpuSeconds > CLOCKS * threads * seconds + TICKS_SECONDS * episodes.size()) {
      return reason(
          ReasonCode.MORE_CPU_THAN_GRANTED,
          "%s: %.3f s of CPU in its %d episodes of together %.3f s, on %d granted %s"
              .formatted(
                  where,
                  cpuSeconds,
                  episodes.size(),
                  seconds,
                  threads,
                  threads == 1 ? "core" : "cores"));
    }
    return episodes.stream()
        .flatMap(one -> check("%s, episode %d".formatted(where, one.position() + 1), one).stream())
        .findFirst();
  }

  private Optional<Reason> check(String where, TimedEpisode episode) {
    double flops = workload.flopsPerStep() * workload.steps();
    if (!peak.allows(flops * 1e-9 / episode.seconds())) {
      return reason(
          ReasonCode.FASTER_THAN_THE_MACHINE,
          ("%s: %.3g s, and its %.3g floating-point operations take %.3g s at the %.0f GFLOP/s that"
                  + " this machine can do")
              .formatted(where, episode.seconds(), flops, secondsAtPeak(flops), peak.gflops()));
    }
    if (!peak.allows(flops * 1e-9 * threads / (episode.cpuSeconds() + TICKS_SECONDS))) {
      return reason(
          ReasonCode.WORK_NOT_ACCOUNTED,
          ("%s: %.3f s of CPU, and its %.3g floating-point operations take %.3f s at the machine's"
                  + " peak")
              .formatted(where, episode.cpuSeconds(), flops, threads * secondsAtPeak(flops)));
    }
    return Optional.empty();
  }

  private double secondsAtPeak(double flops) {
    return flops * 1e-9 / peak.gflops();
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
