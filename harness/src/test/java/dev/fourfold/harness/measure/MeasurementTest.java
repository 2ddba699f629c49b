package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.baselines.naive.NaiveProvider;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.submission.Candidate;
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

  private static int looksOfAGrading(Workload workload) {
    // No episode is in doubt, so that whoever looks does not do it for that.
    AtomicInteger looks = new AtomicInteger();
    MachinePeak peak =
        new MachinePeak(
            () -> {
              looks.incrementAndGet();
              return 1e6;
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
    new Measurement(plan, new Silence(), peak)
        .run(List.of(Candidate.builtIn(new NaiveProvider())), done::add);
    assertEquals(Optional.empty(), done.getFirst().failure());
    assertEquals(ROUNDS, done.getFirst().rounds().size());
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
}
