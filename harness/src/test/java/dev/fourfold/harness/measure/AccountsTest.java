package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.benchmarks.episode.Leftovers;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.training.Trace;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.verify.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The books: what contradicts them has a code of its own, what agrees has none. */
final class AccountsTest {
  private static final int CORES = 2;
  private static final double PEAK_GFLOPS = 400;
  private static final MachinePeak PEAK = new MachinePeak(() -> PEAK_GFLOPS);
  private static final Accounts ACCOUNTS = new Accounts(Workload.SMALL, CORES, PEAK);

  /** What an episode takes at the peak, with every core. */
  private static final double LIMIT_SECONDS =
      Workload.SMALL.flopsPerStep() * Workload.SMALL.steps() / (PEAK_GFLOPS * 1e9);

  private static String code(double seconds, double cpuSeconds) {
    return code(ACCOUNTS.check("here", List.of(episode(seconds, cpuSeconds))));
  }

  private static TimedEpisode episode(double seconds, double cpuSeconds) {
    Trace trace = new Trace(new float[0], new float[0]);
    return new TimedEpisode("candidate", 0, 1, seconds, cpuSeconds, trace);
  }

  private static String code(Optional<Reason> reason) {
    return reason.map(Reason::code).orElse("agree");
  }

  @Test
  void whatAgreesIsLeftAlone() {
    assertEquals("agree", code(0.2, 0.4));
    assertEquals("agree", code(0.2, 0.2));
    // The kernel's ticks: 30 ms more than the clock has is rounding.
    assertEquals("agree", code(0.2, 0.43));
    // At the measured peak, and a little above it: the peak is a measurement too.
    assertEquals("agree", code(LIMIT_SECONDS, CORES * LIMIT_SECONDS));
    assertEquals("agree", code(LIMIT_SECONDS / 1.2, CORES * LIMIT_SECONDS / 1.2));
  }

  @Test
  void moreCpuThanTheCoresHaveIsRejected() {
    assertEquals("more-cpu-than-granted", code(0.2, 0.5));
  }

  /** Its JVM compiles beside it, once; it was seen with one granted core of two. */
  @Test
  void aBurstOfCompilingInOneEpisodeIsNobodysFault() {
    List<TimedEpisode> burst = new ArrayList<>(Collections.nCopies(5, episode(0.1, 0.2)));
    burst.add(2, episode(0.1, 0.4));
    assertEquals("agree", code(ACCOUNTS.check("here", burst)));
    assertEquals("more-cpu-than-granted", code(ACCOUNTS.check("here", burst.subList(2, 3))));
  }

  @Test
  void aCoreTooManyInEveryEpisodeIsSeenInAll() {
    List<TimedEpisode> greedy = Collections.nCopies(6, episode(0.1, 0.3));
    assertEquals("more-cpu-than-granted", code(ACCOUNTS.check("here", greedy)));
  }

  @Test
  void fasterThanTheMachineIsRejected() {
    assertEquals("faster-than-the-machine", code(LIMIT_SECONDS / 1.3, LIMIT_SECONDS));
  }

  @Test
  void workThatNobodyHereDidIsRejected() {
    Workload medium = Workload.MEDIUM;
    Accounts accounts = new Accounts(medium, CORES, PEAK);
    assertEquals("work-not-accounted", code(accounts.check("here", List.of(episode(1, 0.05)))));
  }

  /** Somebody disturbed when the peak was measured, and does no more. */
  @Test
  void whoOnlyBeatsABadLookAtThePeakIsNotAccused() {
    Iterator<Double> looks = List.of(PEAK_GFLOPS / 2, PEAK_GFLOPS / 2, PEAK_GFLOPS).iterator();
    Accounts accounts = new Accounts(Workload.SMALL, CORES, new MachinePeak(looks::next));
    double seconds = 1.5 * LIMIT_SECONDS;
    List<TimedEpisode> one = List.of(episode(seconds, CORES * seconds));
    assertEquals("agree", code(accounts.check("here", one)));
  }

  @Test
  void whatIsLeftBehindHasItsOwnCode() {
    assertEquals("agree", code(ACCOUNTS.check("here", new Leftovers(0.1, 0, 20))));
    assertEquals("busy-when-idle", code(ACCOUNTS.check("here", new Leftovers(0.3, 0, 0))));
    assertEquals("left-processes", code(ACCOUNTS.check("here", new Leftovers(0, 1, 0))));
    assertEquals("left-threads", code(ACCOUNTS.check("here", new Leftovers(0, 0, 200))));
  }
}
