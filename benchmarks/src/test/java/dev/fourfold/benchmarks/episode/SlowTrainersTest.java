package dev.fourfold.benchmarks.episode;

import static dev.fourfold.benchmarks.episode.RoundTest.entrant;
import static dev.fourfold.benchmarks.episode.RoundTest.round;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.training.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rounds of trainers that take seconds for an episode: a class of its own, to run beside. */
final class SlowTrainersTest {
  private static final int STEPS = Workload.TINY.steps();

  private static final double SLOW_STEP = Sleeper.Slow.MILLIS / 1e3;

  @Test
  void aSlowTrainerIsNotWarmedUpAndHasOneEpisodeATurn() {
    try (Round round = round()) {
      ColdStart cold = round.admit(entrant("slow", Sleeper.Slow.class));
      assertTrue(cold.seconds() >= Round.COLD_STEPS * SLOW_STEP, cold.toString());
      assertEquals(Pace.LONG, round.pace("slow"));
      List<TimedEpisode> turn = round.block("slow");
      assertEquals(1, turn.size());
      assertTrue(turn.getFirst().seconds() >= STEPS * SLOW_STEP);
      assertEquals(
          Round.COLD_STEPS + 1, turn.getFirst().trace().losses()[0], "nothing but the cold start");
    }
  }

  @Test
  void anEpisodeInPartsIsTheSameEpisode() {
    try (Round round = round()) {
      round.admit(entrant("slow", Sleeper.Slow.class));
      round.admit(entrant("fast", Sleeper.Fast.class));
      for (int part = 1; part < STEPS; part++) {
        assertEquals(List.of(), round.part("slow"));
        assertTrue(round.block("fast").size() > 1);
      }
      TimedEpisode episode = round.part("slow").getFirst();
      assertTrue(episode.seconds() >= STEPS * SLOW_STEP, "all of its steps: " + episode);
      assertTrue(
          episode.seconds() < (STEPS + 1) * SLOW_STEP,
          "what the others did is not in it: " + episode);
      assertEquals(STEPS, episode.trace().losses().length);
      assertEquals(
          Round.COLD_STEPS + STEPS, episode.trace().losses()[STEPS - 1], "the steps went on");
      assertEquals(
          1,
          round
              .jmhResults()
              .get("slow")
              .getBenchmarkResults()
              .iterator()
              .next()
              .getIterationResults()
              .size(),
          "JMH's record has an iteration for each episode");
      assertEquals(List.of(), round.part("slow"), "and the next one begins");
    }
  }
}
