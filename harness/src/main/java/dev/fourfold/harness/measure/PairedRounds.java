package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.Pace;
import dev.fourfold.benchmarks.episode.Rehearsal;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.harness.statistics.RatioOfRounds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A/A rounds: two workers of the same built-in trainer take turns as a baseline and a candidate do.
 * Their ratio is truly 1, so how it spreads is what the machine and the method add.
 */
public final class PairedRounds {
  /** As often as in a grading. */
  private static final Map<Pace, Integer> PASSES =
      Map.of(Pace.LONG, 1, Pace.MIDDLING, 2, Pace.SHORT, 4);

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
    Rehearsal.run(plan.workload(), plan.threads(), plan.corpus(), plan.rehearsal());
    try (CoreProbe probe = new CoreProbe(plan.threads())) {
      for (int number = 1; number <= plan.rule().mostRounds(); number++) {
        pairs.add(round(trainer, seeds.split(), probe));
        progress.step("A/A of %s: round %d".formatted(trainer, number));
      }
    }
    return pairs;
  }

  private Pair round(String trainer, SplittableRandom seeds, CoreProbe probe) {
    List<Entrant> entrants =
        new ArrayList<>(
            List.of(
                BuiltInTrainers.entrant(trainer, "first:" + trainer),
                BuiltInTrainers.entrant(trainer, "second:" + trainer)));
    Map<String, List<Double>> seconds = new HashMap<>();
    Collections.shuffle(entrants, new Random(seeds.nextLong()));
    try (Round round = plan.newRound(seeds)) {
      entrants.forEach(round::admit);
      Watch watch = new Watch(probe);
      int passes = PASSES.get(round.pace(entrants.getFirst().label()));
      for (int pass = 0; pass < passes; pass++) {
        for (Entrant entrant : pass % 2 == 0 ? entrants : entrants.reversed()) {
          List<TimedEpisode> timed = undisturbed(round, entrant.label(), watch);
          List<Double> own = seconds.computeIfAbsent(entrant.label(), key -> new ArrayList<>());
          timed.forEach(one -> own.add(one.seconds()));
        }
      }
    }
    return new Pair(
        RatioOfRounds.median(seconds.get("first:" + trainer)),
        RatioOfRounds.median(seconds.get("second:" + trainer)));
  }

  /** As a grading does: a disturbed turn is tried again, but not for ever. */
  private static List<TimedEpisode> undisturbed(Round round, String label, Watch watch) {
    List<TimedEpisode> all = new ArrayList<>();
    for (int attempt = 1; attempt <= RoundTimer.MOST_ATTEMPTS; attempt++) {
      watch.restart();
      List<TimedEpisode> timed = round.block(label);
      if (watch.read().disturbances().isEmpty()) {
        return timed;
      }
      all.addAll(timed);
    }
    return all;
  }
}
