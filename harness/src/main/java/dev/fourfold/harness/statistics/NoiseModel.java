package dev.fourfold.harness.statistics;

import dev.fourfold.benchmarks.episode.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The noise of a shared two-core machine as it was measured, to try a method on where the truth is
 * known. Where each figure comes from is in {@code docs/measurement.md}.
 *
 * @param drift standard deviation of the step that the whole machine's speed takes from one block
 *     to the next, on the log scale
 * @param roundSpread of the log ratio of two trainers, from one round's workers to the next's
 * @param episodeSpread of single episodes inside a block
 * @param slowForkChance how often a worker's JIT comes out slow for its whole life
 * @param slowForkFactor how slow
 * @param outlierChance how often one episode is disturbed
 * @param outlierFactor how much longer it takes then
 */
public record NoiseModel(
    double drift,
    double roundSpread,
    double episodeSpread,
    double slowForkChance,
    double slowForkFactor,
    double outlierChance,
    double outlierFactor) {

  /** The middle of what was measured. */
  public static final NoiseModel MEASURED =
      new NoiseModel(0.03, 0.024, 0.015, 0.03, 1.11, 0.01, 1.3);

  /** The same with another drift. */
  public NoiseModel withDrift(double other) {
    return new NoiseModel(
        other,
        roundSpread,
        episodeSpread,
        slowForkChance,
        slowForkFactor,
        outlierChance,
        outlierFactor);
  }

  /** The same with another spread of the ratio from round to round. */
  public NoiseModel withRoundSpread(double other) {
    return new NoiseModel(
        drift, other, episodeSpread, slowForkChance, slowForkFactor, outlierChance, outlierFactor);
  }

  /**
   * One round: the median seconds per episode of each trainer.
   *
   * @param trueSeconds of an episode of each trainer, without noise
   * @param turns whose turn it is, one after the other; those of a long one are parts of one
   *     episode
   * @param episodesATurn of each trainer
   */
  List<Double> round(
      List<Double> trueSeconds, List<Integer> turns, List<Integer> episodesATurn, Random random) {
    List<Double> luck = new ArrayList<>();
    List<List<Double>> samples = new ArrayList<>();
    for (int trainer = 0; trainer < trueSeconds.size(); trainer++) {
      // Two trainers' lucks make the spread of their ratio.
      double fork = roundSpread / Math.sqrt(2) * random.nextGaussian();
      boolean slow = random.nextDouble() < slowForkChance;
      luck.add(fork + (slow ? Math.log(slowForkFactor) : 0));
      samples.add(new ArrayList<>());
    }
    double mood = 0;
    for (int trainer : turns) {
      mood += drift * random.nextGaussian();
      for (int episode = 0; episode < episodesATurn.get(trainer); episode++) {
        double log = mood + luck.get(trainer) + episodeSpread * random.nextGaussian();
        if (random.nextDouble() < outlierChance) {
          log += Math.log(outlierFactor);
        }
        samples.get(trainer).add(trueSeconds.get(trainer) * Math.exp(log));
      }
    }
    List<Double> figures = new ArrayList<>();
    for (int trainer = 0; trainer < trueSeconds.size(); trainer++) {
      List<Double> own = samples.get(trainer);
      figures.add(
          Pace.of(trueSeconds.get(trainer)) == Pace.LONG
              ? own.stream().mapToDouble(Double::doubleValue).average().orElseThrow()
              : RatioOfRounds.median(own));
    }
    return figures;
  }
}
