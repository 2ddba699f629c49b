package dev.fourfold.harness.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.harness.measure.MeasurementPlan;
import dev.fourfold.harness.measure.Silence;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Manifest;
import dev.fourfold.harness.verify.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is to blame when a worker fails: only a submission's own doing is a reason to reject it. */
final class GradingTest {
  private static final List<String> DIES = List.of("/bin/sh", "-c", "exit 3");
  private static final List<String> CANNOT_BE_STARTED = List.of("/nowhere/java");

  private static final Manifest MANIFEST =
      new Manifest("it", "test", Optional.empty(), Optional.empty(), "author.Provider", List.of());

  private static Grading grading() {
    MeasurementPlan plan =
        new MeasurementPlan(
            Workload.TINY,
            Corpus.of("zeros", new byte[10_000]),
            1,
            IntervalRule.of(1, 2, Optional.empty()),
            Duration.ZERO,
            Duration.ofSeconds(60));
    return new Grading(plan, 1, new Silence());
  }

  private static Candidate candidate(Optional<Manifest> manifest, List<String> command) {
    Candidate naive =
        Candidate.builtIn(BuiltInTrainers.named(BuiltInTrainers.BASELINE).orElseThrow());
    return new Candidate(
        "it",
        manifest,
        Optional.empty(),
        naive.classDigest(),
        command,
        naive.sandbox(),
        naive.division(),
        Optional.empty());
  }

  @Test
  void aSubmissionWhoseWorkerDiesIsRejected() {
    Verification verification = grading().check(candidate(Optional.of(MANIFEST), DIES));
    assertEquals("worker-died", verification.failure().orElseThrow().code());
  }

  @Test
  void aTrainerOfOursWhoseWorkerDiesIsOurFault() {
    assertOurFault("ended (exit code 3)", candidate(Optional.empty(), DIES));
  }

  @Test
  void aProcessThatCannotBeStartedIsNobodysButOurFault() {
    assertOurFault("/nowhere/java", candidate(Optional.of(MANIFEST), CANNOT_BE_STARTED));
    assertOurFault("/nowhere/java", candidate(Optional.empty(), CANNOT_BE_STARTED));
  }

  private static void assertOurFault(String message, Candidate candidate) {
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> grading().check(candidate));
    assertTrue(failure.getMessage().startsWith("it: "), failure.getMessage());
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
    assertEquals(WorkerException.class, failure.getCause().getClass());
  }
}
