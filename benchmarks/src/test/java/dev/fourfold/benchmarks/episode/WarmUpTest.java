package dev.fourfold.benchmarks.episode;

import static dev.fourfold.benchmarks.episode.RoundTest.entrant;
import static dev.fourfold.benchmarks.episode.RoundTest.round;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.training.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a trainer is warmed up: it takes seconds, so a class of its own, to run beside. */
final class WarmUpTest {
  private static final int STEPS = Workload.TINY.steps();

  @Test
  void aWarmUpEndsWithTheNearestEpisode() {
    try (Round round = round(Duration.ofMillis(1700))) {
      round.admit(entrant("tiring", Sleeper.Tiring.class));
      assertEquals(Pace.MIDDLING, round.pace("tiring"));
      assertEquals(
          Round.COLD_STEPS + STEPS + 1,
          round.block("tiring").getFirst().trace().losses()[0],
          "one episode of 1.3 s, not two");
    }
  }

  @Test
  void stepsAsLongAsACompilerNeedsAreTheirOwnWarmUp() {
    try (Round round = round(Duration.ofSeconds(3))) {
      round.admit(entrant("unhurried", Sleeper.Unhurried.class));
      assertEquals(Pace.MIDDLING, round.pace("unhurried"));
      assertEquals(
          Round.COLD_STEPS + 1,
          round.block("unhurried").getFirst().trace().losses()[0],
          "nothing but the cold start");
    }
  }

  @Test
  void butNotIfTheSecondWasSoMuchFasterThanTheFirst() {
    try (Round round = round(Duration.ofMillis(100))) {
      round.admit(entrant("later", Sleeper.UnhurriedLater.class));
      assertEquals(
          Round.COLD_STEPS + STEPS + 1,
          round.block("later").getFirst().trace().losses()[0],
          "an episode of warm-up");
    }
  }

  @Test
  void aSlowStartIsNoSlowTrainerAndNoPartOfTheWarmUp() {
    Duration warmUp = Duration.ofSeconds(3);
    try (Round round = round(warmUp)) {
      long start = System.nanoTime();
      ColdStart cold = round.admit(entrant("late", Sleeper.SlowStart.class));
      double since = (System.nanoTime() - start) / 1e9 - cold.seconds();
      assertTrue(since > warmUp.toSeconds() - 0.1, cold + " and " + since + " s more");
      assertEquals(Pace.SHORT, round.pace("late"));
      assertTrue(
          round.block("late").getFirst().trace().losses()[0] > Round.COLD_STEPS + STEPS,
          "it was warmed up");
    }
  }
}
