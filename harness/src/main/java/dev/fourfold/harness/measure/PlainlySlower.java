package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.submission.Candidate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says when no more rounds are worth spending on a candidate: its whole interval lies below what
 * the human reference reaches. Its speedup is shown with the wide interval that it has by then.
 */
final class PlainlySlower {
  /** The candidate's speed over the human reference's: below that, plainly slower. */
  private static final double PLAINLY = 0.8;

  private PlainlySlower() {}

  /** Why, if so; never for the baseline and the human reference, which are graded to be known. */
  static Optional<String> than(Candidate candidate, List<RoundRecord> rounds, IntervalRule rule) {
    boolean reference =
        candidate.manifest().isEmpty()
            && List.of(BuiltInTrainers.BASELINE, BuiltInTrainers.HUMAN).contains(candidate.name());
    if (reference || rounds.size() < 2 || rounds.size() >= rule.mostRounds()) {
      return Optional.empty();
    }
    Estimate ratio = Measured.ratio(rounds, EpisodeSample.HUMAN, EpisodeSample.CANDIDATE, rule);
    return ratio.high() >= PLAINLY
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "after %d rounds it is plainly slower than the human reference: %.2f× (%.2f–%.2f)",
                rounds.size(),
                ratio.point(),
                ratio.low(),
                ratio.high()));
  }
}
