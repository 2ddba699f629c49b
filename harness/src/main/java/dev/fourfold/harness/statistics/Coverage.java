package dev.fourfold.harness.statistics;

import dev.fourfold.benchmarks.episode.Pace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How often intervals cover the truth: gradings simulated with {@link NoiseModel}, stopped by the
 * very {@link IntervalRule} and {@link EarlyEnd} and estimated by the very {@link RatioOfRounds} of
 * real ones, with the order of their turns. Every round is a quiet one.
 */
public final class Coverage {
  /** Gradings to a row of the table. */
  public static final int GRADINGS = 2000;

  private static final double BASELINE_SECONDS = 5.7;
  private static final double HUMAN_SPEEDUP = 4;
  private static final long SEED = 20;

  /** Their places in a round's figures; the human reference is between them. */
  private static final int BASELINE = 0;

  private static final int HUMAN = 1;
  private static final int CANDIDATE = 2;

  private Coverage() {}

  /**
   * One row.
   *
   * @param covered the fraction of intervals with the truth in them
   * @param meanRounds rounds spent on average
   * @param reached the fraction of gradings that reached their precision
   */
  public record Row(
      NoiseModel noise,
      double ratio,
      double precision,
      int mostRounds,
      double covered,
      double meanRounds,
      double reached) {}

  /**
   * Simulates {@code gradings} of a candidate that is truly {@code ratio} times faster than the
   * baseline. One that is as fast as that or as the human reference is never ended early: these are
   * graded to be known.
   */
  public static Row simulate(
      NoiseModel noise, double ratio, double precision, int mostRounds, int gradings, long seed) {
    int covered = 0;
    int reached = 0;
    long rounds = 0;
    for (Simulated one : gradings(noise, ratio, precision, mostRounds, gradings, seed)) {
      Estimate estimate = one.estimate();
      covered += estimate.low() <= ratio && ratio <= estimate.high() ? 1 : 0;
      reached += estimate.relativeHalfWidth() <= precision ? 1 : 0;
      rounds += one.rounds();
    }
    return new Row(
        noise,
        ratio,
        precision,
        mostRounds,
        (double) covered / gradings,
        (double) rounds / gradings,
        (double) reached / gradings);
  }

  /**
   * What came of one simulated grading.
   *
   * @param rounds that were spent
   */
  public record Simulated(Estimate estimate, int rounds) {}

  /** The gradings of {@link #simulate}, one by one. */
  public static List<Simulated> gradings(
      NoiseModel noise, double ratio, double precision, int mostRounds, int gradings, long seed) {
    Random random = new Random(seed);
    IntervalRule rule = IntervalRule.of(precision, mostRounds, Optional.empty());
    return Stream.generate(() -> grading(noise, ratio, rule, random)).limit(gradings).toList();
  }

  private static Simulated grading(
      NoiseModel noise, double ratio, IntervalRule rule, Random random) {
    List<Double> truth =
        List.of(BASELINE_SECONDS, BASELINE_SECONDS / HUMAN_SPEEDUP, BASELINE_SECONDS / ratio);
    List<Integer> episodes = truth.stream().map(Pace::episodesATurn).toList();
    boolean reference = ratio == 1 || ratio == HUMAN_SPEEDUP;
    List<Double> slow = new ArrayList<>();
    List<Double> fast = new ArrayList<>();
    List<Double> human = new ArrayList<>();
    while (true) {
      List<Integer> order = new ArrayList<>(List.of(BASELINE, CANDIDATE));
      boolean hasHuman = slow.size() < IntervalRule.FEWEST;
      if (hasHuman) {
        order.add(HUMAN);
      }
      Collections.shuffle(order, random);
      List<Integer> turns =
          TurnOrder.of(order, one -> Pace.of(truth.get(one)), Set.of(HUMAN), true);
      List<Double> seconds = noise.round(truth, turns, episodes, random);
      slow.add(seconds.get(BASELINE));
      fast.add(seconds.get(CANDIDATE));
      if (hasHuman) {
        human.add(seconds.get(HUMAN));
      }
      if (slow.size() >= 2) {
        Estimate estimate = RatioOfRounds.estimate(slow, fast, rule);
        Estimate toHuman = RatioOfRounds.estimate(human, fast.subList(0, human.size()), rule);
        if (rule.isEnough(slow.size(), estimate)
            || (!reference && EarlyEnd.plainlySlower(slow.size(), toHuman).isPresent())) {
          return new Simulated(estimate, slow.size());
        }
      }
    }
  }

  /** The rows of the documented table, always the same. */
  public static List<Row> table() {
    List<Row> rows = new ArrayList<>();
    long seed = SEED;
    for (double drift : new double[] {0.023, 0.03, 0.036}) {
      for (double ratio : new double[] {1, 4, 80}) {
        for (double precision : new double[] {0.05, 0.03}) {
          NoiseModel noise = NoiseModel.MEASURED.withDrift(drift);
          rows.add(simulate(noise, ratio, precision, IntervalRule.USUAL_ROUNDS, GRADINGS, seed++));
        }
      }
    }
    for (double roundSpread : new double[] {0.01, 0.05, 0.1}) {
      NoiseModel noise = NoiseModel.MEASURED.withRoundSpread(roundSpread);
      rows.add(simulate(noise, 80, 0.05, IntervalRule.USUAL_ROUNDS, GRADINGS, seed++));
    }
    rows.add(simulate(NoiseModel.MEASURED, 80, 0.05, 2, GRADINGS, seed++));
    rows.add(simulate(NoiseModel.MEASURED, 80, 0.05, 4, GRADINGS, seed++));
    rows.add(simulate(NoiseModel.MEASURED, 80, 0.02, 40, GRADINGS, seed++));
    for (double ratio : new double[] {2, 3}) {
      // Ended early as plainly slower than the human reference: always, and about every other time.
      rows.add(
          simulate(NoiseModel.MEASURED, ratio, 0.03, IntervalRule.USUAL_ROUNDS, GRADINGS, seed++));
    }
    return rows;
  }

  /** The table as text, with the parameters of the noise. */
  public static String render(List<Row> rows) {
    NoiseModel noise = NoiseModel.MEASURED;
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d simulated gradings a row; intervals of %.0f %%; no look before %d rounds, more"
                + " below ±5 %%; half-widths widened by %.2f\n",
            GRADINGS,
            100 * IntervalRule.CONFIDENCE,
            IntervalRule.FEWEST,
            IntervalRule.WIDENING));
    text.append(
        String.format(
            Locale.ROOT,
            "noise: slow workers %.0f %% of them by %.0f %%, outliers %.0f %% of episodes by %.0f"
                + " %%, episodes %.1f %%; drift and rounds as below\n",
            100 * noise.slowForkChance(),
            100 * (noise.slowForkFactor() - 1),
            100 * noise.outlierChance(),
            100 * (noise.outlierFactor() - 1),
            100 * noise.episodeSpread()));
    text.append("source of the noise: docs/measurement.md, \"The noise\"\n");
    text.append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "%6s %7s %7s %10s %7s  %8s %7s %8s\n",
            "drift",
            "rounds",
            "ratio",
            "precision",
            "most",
            "covered",
            "rounds",
            "reached"));
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%5.1f%% %6.1f%% %6.0fx %9.0f%% %7d  %7.1f%% %7.1f %7.0f%%\n",
              100 * row.noise().drift(),
              100 * row.noise().roundSpread(),
              row.ratio(),
              100 * row.precision(),
              row.mostRounds(),
              100 * row.covered(),
              row.meanRounds(),
              100 * row.reached()));
    }
    return text.toString();
  }
}
