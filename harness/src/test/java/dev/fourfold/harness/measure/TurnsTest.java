package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.statistics.TurnOrder;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  private static final MeasurementPlan PLAN =
      new MeasurementPlan(
          Workload.TINY,
          Corpus.commonsMath(),
          1,
          2,
          1,
          Duration.ofMillis(50),
          Duration.ofMinutes(1));

  private static Entrant entrant(String label, Class<? extends Waiting> provider) {
    return new Entrant(
        label, WorkerCommand.of(provider.getName(), WorkerCommand.home(Waiting.class)));
  }

  /** A part is a step, so a long episode is complete when it has had all its parts. */
  @Test
  void everyWorkloadsEpisodeHasAStepForEachPart() {
    for (Workload workload : Workload.published()) {
      assertEquals(TurnOrder.PARTS, workload.steps(), workload.name());
    }
  }

  /** A machine that is never quiet may add attempts; the first ones are what is promised. */
  @Test
  void aLongEpisodeIsOneBlockWithOthersBetweenItsParts() {
    List<TimedRound.Turn> taken;
    try (Round round = PLAN.newRound(new SplittableRandom(1));
        Watch watch = new Watch(new CoreProbe(1))) {
      round.admit(entrant("long", Waiting.Slow.class));
      round.admit(entrant("short", Waiting.Fast.class));
      Turns turns = new Turns(PLAN, round, new Lull(Duration.ZERO, watch), watch);
      List<String> order = TurnOrder.of(List.of("long", "short"), round::pace, true);
      assertEquals(TurnOrder.PARTS, order.stream().filter("long"::equals).count());
      order.forEach(turns::take);
      taken = turns.all();
    }
    List<TimedRound.Turn> firsts =
        taken.stream().filter(turn -> turn.block().attempt() == 1).toList();
    assertEquals(
        List.of("short", "short", "short", "short", "long", "short"),
        firsts.stream().map(turn -> turn.block().trainer()).toList(),
        "a block has its place where it ended");
    assertEquals(
        List.of(1, 2, 3, 4, 1, 5), firsts.stream().map(turn -> turn.block().pass()).toList());
    for (TimedRound.Turn turn : firsts) {
      double seconds = turn.episodes().stream().mapToDouble(TimedEpisode::seconds).sum();
      assertTrue(turn.block().surroundings().wallSeconds() >= seconds, turn.block().toString());
    }
    TimedRound.Turn whole = firsts.get(4);
    assertEquals(1, whole.episodes().size());
    assertTrue(whole.episodes().getFirst().seconds() >= 3.2, "all four steps");
  }
}
