package dev.fourfold.harness.result;

import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.measure.EpisodeSample;
import dev.fourfold.harness.measure.Measured;
import dev.fourfold.harness.measure.RoundRecord;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.statistics.RatioOfRounds;
import java.util.List;
import java.util.Optional;

/**
 * Everything in a result that follows from its samples. A grading computes it and {@code
 * verify-result} computes it again, with this same code.
 *
 * @param speedup the candidate's over the baseline; absent with fewer than two rounds, as the rest
 * @param human the human reference in the same rounds
 * @param limit against the hardware
 * @param cold of process starts
 */
public record Derived(
    Optional<Estimate> speedup,
    Optional<GradingResult.Human> human,
    Optional<GradingResult.Limit> limit,
    Optional<GradingResult.Cold> cold) {

  /** Nothing, as for a candidate that was not measured or is rejected. */
  public static Derived nothing() {
    return new Derived(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * From the samples.
   *
   * @param peakGflops the measured fp32 FMA peak of the granted cores
   * @param flopsPerStep {@link Workload#flopsPerStep()}
   * @param steps of an episode
   */
  public static Derived of(
      List<RoundRecord> rounds,
      IntervalRule rule,
      double peakGflops,
      double flopsPerStep,
      int steps) {
    if (rounds.size() < 2) {
      return nothing();
    }
    Estimate speedup =
        Measured.ratio(rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE, rule);
    // Of the same rounds: an hour that slows the baseline alone must not move the limit.
    List<RoundRecord> counted =
        Measured.counted(rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE, rule);
    double logSum =
        counted.stream()
            .mapToDouble(round -> Math.log(round.medianSeconds(EpisodeSample.BASELINE)))
            .sum();
    double baselineSeconds = Math.exp(logSum / counted.size()) / steps;
    return new Derived(
        Optional.of(speedup),
        Optional.of(
            new GradingResult.Human(
                GradingResult.PUBLISHED_HUMAN_SPEEDUP,
                Measured.ratio(rounds, EpisodeSample.BASELINE, EpisodeSample.HUMAN, rule),
                Measured.ratio(rounds, EpisodeSample.HUMAN, EpisodeSample.CANDIDATE, rule))),
        Optional.of(
            GradingResult.Limit.of(peakGflops, flopsPerStep, baselineSeconds, speedup.point())),
        Optional.of(
            new GradingResult.Cold(
                Round.COLD_STEPS,
                coldMedian(rounds, EpisodeSample.BASELINE),
                coldMedian(rounds, EpisodeSample.HUMAN),
                coldMedian(rounds, EpisodeSample.CANDIDATE),
                Measured.coldRatio(rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE, rule),
                Measured.coldRatio(rounds, EpisodeSample.HUMAN, EpisodeSample.CANDIDATE, rule))));
  }

  private static double coldMedian(List<RoundRecord> rounds, String trainer) {
    return RatioOfRounds.median(
        rounds.stream()
            .filter(round -> round.seats(trainer))
            .map(round -> round.coldSeconds(trainer))
            .toList());
  }
}
