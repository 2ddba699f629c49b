package dev.fourfold.benchmarks.episode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.core.worker.WorkerException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RoundTest {
  private static final int STEPS = Workload.TINY.steps();

  private static final double SLOW_STEP = Sleeper.Slow.MILLIS / 1e3;

  private static Round round() {
    return new Round(
        Workload.TINY,
        1,
        Corpus.commonsMath(),
        Duration.ofMillis(50),
        Duration.ofMinutes(1),
        new SplittableRandom(1));
  }

  private static Entrant entrant(String label, Class<? extends Sleeper> provider) {
    return new Entrant(
        label, WorkerCommand.of(provider.getName(), WorkerCommand.home(Sleeper.class)));
  }

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

  @Test
  void aSlowStartIsNoSlowTrainer() {
    try (Round round = round()) {
      round.admit(entrant("late", Sleeper.SlowStart.class));
      assertEquals(Pace.SHORT, round.pace("late"));
      assertTrue(
          round.block("late").getFirst().trace().losses()[0] > Round.COLD_STEPS + STEPS,
          "it was warmed up");
    }
  }

  @Test
  void turnsOfAFastTrainerHaveSeveralEpisodesWithSeedsOfTheirOwn() {
    try (Round round = round()) {
      round.admit(entrant("fast", Sleeper.Fast.class));
      round.admit(entrant("middling", Sleeper.Middling.class));
      assertEquals(Pace.MIDDLING, round.pace("middling"));
      Set<Long> seeds = new HashSet<>();
      int position = 0;
      for (String label : List.of("fast", "middling", "fast")) {
        List<TimedEpisode> turn = round.block(label);
        assertTrue(label.equals("fast") ? turn.size() > 1 : turn.size() == 1, turn.toString());
        for (TimedEpisode episode : turn) {
          assertEquals(label, episode.label());
          assertEquals(position++, episode.position());
          assertTrue(seeds.add(episode.seed()), "a seed came twice");
        }
      }
      assertEquals(Set.of("fast", "middling"), round.jmhResults().keySet());
    }
  }

  @Test
  void aStoppedWorkerFirstRunsAnEpisodeThatIsNotTimed() {
    try (Round round = round()) {
      round.admit(entrant("fast", Sleeper.Fast.class));
      float last = round.block("fast").getLast().trace().losses()[STEPS - 1];
      List<TimedEpisode> turn = round.block("fast");
      assertEquals(last + STEPS + 1, turn.getFirst().trace().losses()[0], "one that nobody sees");
      assertEquals(last + STEPS + STEPS * turn.size(), turn.getLast().trace().losses()[STEPS - 1]);
    }
  }

  @Test
  void whoFailsIsOutAndTheOthersGoOn() {
    try (Round round = round()) {
      round.admit(entrant("fast", Sleeper.Fast.class));
      WorkerException failure =
          assertThrows(
              WorkerException.class, () -> round.admit(entrant("failing", Sleeper.Failing.class)));
      assertTrue(failure.getMessage().contains("nine steps are enough"), failure.getMessage());
      assertEquals(Optional.empty(), round.leftovers("failing"));
      assertTrue(round.block("fast").size() > 1);
    }
  }
}
