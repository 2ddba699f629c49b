package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.baselines.naive.NaiveProvider;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.verify.Reason;
import dev.fourfold.harness.verify.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class MeasurementTest {
  private static final int ROUNDS = 2;

  /** As quick as {@link Workload#TINY}, but one whose numbers are compared. */
  private static final Workload COMPARED =
      new Workload(
          "compared",
          Workload.TINY.model(),
          Workload.TINY.optimizer(),
          Workload.TINY.batchSize(),
          Workload.TINY.steps(),
          "a test");

  /** Naive, graded against a machine that can do so many GFLOP/s, as far as anybody knows. */
  private static Measured graded(Workload workload, double peak, AtomicInteger looks) {
    MachinePeak counted =
        new MachinePeak(
            () -> {
              looks.incrementAndGet();
              return peak;
            });
    MeasurementPlan plan =
        new MeasurementPlan(
            workload,
            Corpus.commonsMath(),
            Runtime.getRuntime().availableProcessors(),
            ROUNDS,
            10,
            Duration.ofMillis(50),
            Duration.ofMinutes(1));
    List<Measured> done = new ArrayList<>();
    new Measurement(plan, new Silence(), counted)
        .run(List.of(Candidate.builtIn(new NaiveProvider())), done::add);
    return done.getFirst();
  }

  /** How often the peak is looked at; no episode is in doubt, so never for that. */
  private static int looksOfAGrading(Workload workload) {
    AtomicInteger looks = new AtomicInteger();
    Measured measured = graded(workload, 1e6, looks);
    assertEquals(Optional.empty(), measured.failure());
    assertEquals(ROUNDS, measured.rounds().size());
    return looks.get();
  }

  /** One look may be at a bad moment, and all episodes are held against it. */
  @Test
  void thePeakIsLookedAtAfterEveryOfTheFirstRounds() {
    assertEquals(1 + ROUNDS, looksOfAGrading(COMPARED));
  }

  @Test
  void whereNobodyComparesTheNumbersOneLookIsEnough() {
    assertEquals(1, looksOfAGrading(Workload.TINY));
  }

  /** All the books are looked at after a round, and a candidate that they contradict is out. */
  @Test
  void whoseTimesContradictTheMachineGetsNoSecondRound() {
    Measured measured = graded(Workload.TINY, 1e-3, new AtomicInteger());
    assertEquals(
        Optional.of(ReasonCode.FASTER_THAN_THE_MACHINE.word()),
        measured.failure().map(Reason::code));
    assertTrue(measured.rounds().size() < ROUNDS, measured.toString());
  }
}
