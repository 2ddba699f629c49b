package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.Pace;
import dev.fourfold.benchmarks.episode.Rehearsal;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.harness.statistics.RatioOfRounds;
import dev.fourfold.harness.statistics.TurnOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A/A rounds: two workers of the same built-in trainer take turns as a baseline and a candidate do.
 * Their ratio is truly 1, so how it spreads is what the machine and the method add.
 */
public final class PairedRounds {
  private final MeasurementPlan plan;
  private final Progress progress;

  public PairedRounds(MeasurementPlan plan, Progress progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** The median seconds per episode of both workers in one round. */
  public record Pair(double first, double second) {}

  /** As many rounds as the plan allows; what is timed is not verified, for it is our own. */
  public List<Pair> against(String trainer) {
    List<Pair> pairs = new ArrayList<>();
    SplittableRandom seeds = new SplittableRandom();
    try (Watch watch = plan.newWatch()) {
      Lull lull = new Lull(plan.patience(), watch);
      lull.rehearse(
          watch,
          () -> Rehearsal.run(plan.workload(), plan.threads(), plan.corpus(), plan.rehearsal()));
      for (int number = 1; number <= plan.rule().mostRounds(); number++) {
        pairs.add(round(trainer, seeds.split(), lull, watch));
        progress.step("A/A of %s: round %d".formatted(trainer, number));
      }
    }
    return pairs;
  }

  private Pair round(String trainer, SplittableRandom seeds, Lull lull, Watch watch) {
    List<Entrant> entrants =
        new ArrayList<>(
            List.of(
                BuiltInTrainers.entrant(trainer, "first:" + trainer),
                BuiltInTrainers.entrant(trainer, "second:" + trainer)));
    List<TimedRound.Turn> taken;
    Collections.shuffle(entrants, new Random(seeds.nextLong()));
    try (Round round = plan.newRound(seeds)) {
      entrants.forEach(round::admit);
      List<String> labels = entrants.stream().map(Entrant::label).toList();
      List<String> order = new ArrayList<>(TurnOrder.of(labels, round::pace, plan.wayBack()));
      if (round.pace(labels.getFirst()) == Pace.SHORT) {
        // In a grading they have more turns than when they are among themselves.
        order.addAll(order.reversed());
      }
      lull.beginRound();
      Turns turns = new Turns(plan, round, lull, watch);
      order.forEach(turns::take);
      taken = turns.all();
    }
    return new Pair(median(taken, "first:" + trainer), median(taken, "second:" + trainer));
  }

  private static double median(List<TimedRound.Turn> turns, String label) {
    return RatioOfRounds.median(
        turns.stream()
            .filter(turn -> turn.block().trainer().equals(label) && turn.block().counted())
            .flatMap(turn -> turn.episodes().stream())
            .map(TimedEpisode::seconds)
            .toList());
  }
}
