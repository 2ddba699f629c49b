package dev.fourfold.harness.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.oracle.OracleProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifierTest {

  @Test
  void theOracleItselfIsWellWithinBounds() {
    Verification verification = new Verifier(3, 1).verify(new OracleProvider());
    assertTrue(verification.passed());
    assertEquals(List.of(), verification.notes());
    for (Check check : verification.checks()) {
      assertTrue(check.worst() <= 0.7 * check.tolerance(), check::toString);
    }
  }

  @Test
  void everyKindOfProbeLeavesChecks() {
    List<Check> checks =
        new Verifier(3, 1).verify(Subject.of("honest", Sums.LANES, HonestTrainer::new)).checks();
    for (Kind kind : Kind.values()) {
      boolean asked =
          checks.stream().anyMatch(check -> check.name().startsWith(kind.prefix() + "."));
      assertEquals(kind != Kind.EPISODE, asked, kind.toString());
    }
    assertEquals(checks.stream().map(Check::name).distinct().count(), checks.size());
  }

  /** A trainer whose results vary within bounds is verified, and that is said. */
  @Test
  void variationWithinBoundsIsANote() {
    int[] episodes = {0};
    Verification verification =
        new Verifier(3, 1)
            .verify(
                new Subject(
                    "varying",
                    (task, initial) -> {
                      HonestTrainer trainer = new HonestTrainer(task, initial);
                      trainer.sums = List.of(Sums.values()).get(episodes[0]++ % 3);
                      return trainer;
                    }));
    assertTrue(verification.passed());
    assertTrue(
        verification.notes().stream().anyMatch(note -> note.startsWith("nondeterministic")),
        () -> verification.notes().toString());
  }

  @Test
  void theSameSeedGivesTheSameMessage() {
    String first = message(11);
    assertEquals(first, message(11));
    assertTrue(first.contains("--seed 11"), first);
  }

  private static String message(long seed) {
    return new Verifier(seed, 1)
        .verify(Mutants.all().get(0).fresh().get())
        .failure()
        .map(Reason::message)
        .orElseThrow();
  }
}
