package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.harness.statistics.EarlyEnd;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.statistics.RatioOfRounds;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.verify.Check;
import dev.fourfold.harness.verify.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/**
 * What measuring found out about one candidate.
 *
 * @param candidate who
 * @param rounds its complete rounds
 * @param checks of its timed episodes, the worst of each quantity
 * @param failure why it was thrown out, if it was
 * @param endedEarly why no more rounds were spent on it although its interval is wide, if so
 * @param losses of the first timed episodes of the baseline, the human reference and the candidate
 * @param jmh JMH's own record of the same rounds, by label
 */
public record Measured(
    Candidate candidate,
    List<RoundRecord> rounds,
    List<Check> checks,
    Optional<Reason> failure,
    Optional<String> endedEarly,
    List<LossSample> losses,
    List<Map<String, RunResult>> jmh) {

  public Measured {
    rounds = List.copyOf(rounds);
    checks = List.copyOf(checks);
    losses = List.copyOf(losses);
    jmh = List.copyOf(jmh);
  }

  /**
   * The ratio of {@code slow}'s time to {@code fast}'s, over the rounds in which both had a seat:
   * at least two. Rounds in which a turn of theirs stayed disturbed are set aside while the others
   * are at least half of all, and as many as a first look needs; it is the disturbance that
   * decides, never a time.
   */
  public static Estimate ratio(
      List<RoundRecord> rounds, String slow, String fast, IntervalRule rule) {
    return ratio(counted(rounds, slow, fast, rule), slow, fast, RoundRecord::medianSeconds, rule);
  }

  /**
   * The rounds that {@link #ratio} is computed from: those in which both had a seat and, if there
   * are enough of them, no turn of theirs stayed disturbed. Where most rounds are disturbed that is
   * the machine's condition, and the few that are not say little, for much waiting.
   */
  public static List<RoundRecord> counted(
      List<RoundRecord> rounds, String slow, String fast, IntervalRule rule) {
    List<RoundRecord> both = withBoth(rounds, slow, fast);
    List<RoundRecord> quiet = both.stream().filter(round -> round.isQuiet(slow, fast)).toList();
    boolean enough = quiet.size() >= rule.fewestRounds() && 2 * quiet.size() >= both.size();
    return enough ? quiet : both;
  }

  /**
   * What a reader of {@link #ratio} should know of its rounds: how many stayed disturbed, by what,
   * and whether they count. Empty if all were quiet.
   */
  public static Optional<String> disturbedRounds(
      List<RoundRecord> rounds, String slow, String fast, IntervalRule rule) {
    List<RoundRecord> both = withBoth(rounds, slow, fast);
    List<RoundRecord> disturbed =
        both.stream().filter(round -> !round.isQuiet(slow, fast)).toList();
    if (disturbed.isEmpty()) {
      return Optional.empty();
    }
    String kinds =
        disturbed.stream()
            .flatMap(round -> round.lastingDisturbances(slow, fast))
            .map(Disturbance::kind)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return Optional.of(
        "%d of %d rounds stayed disturbed (%s)%s"
            .formatted(
                disturbed.size(),
                both.size(),
                kinds,
                countsDisturbed(rounds, slow, fast, rule)
                    ? ", and count: the numbers are of the machine as it was"
                    : " and were set aside"));
  }

  /** Whether rounds that stayed disturbed count for {@link #ratio}. */
  public static boolean countsDisturbed(
      List<RoundRecord> rounds, String slow, String fast, IntervalRule rule) {
    return counted(rounds, slow, fast, rule).stream().anyMatch(round -> !round.isQuiet(slow, fast));
  }

  /**
   * Why no more rounds are worth spending on a candidate that is slower than the human reference,
   * if so; never for the baseline and the human reference, which are graded to be known.
   *
   * @param builtIn whether it is one of ours
   * @param rounds that it has had
   */
  public static Optional<String> plainlySlower(
      boolean builtIn, String name, List<RoundRecord> rounds, IntervalRule rule) {
    boolean reference =
        builtIn && List.of(BuiltInTrainers.BASELINE, BuiltInTrainers.HUMAN).contains(name);
    if (reference || rounds.size() < 2) {
      return Optional.empty();
    }
    return EarlyEnd.plainlySlower(
        rounds.size(), ratio(rounds, EpisodeSample.HUMAN, EpisodeSample.CANDIDATE, rule));
  }

  /** As {@link #ratio}, of the cold starts in all rounds: those are not watched. */
  public static Estimate coldRatio(
      List<RoundRecord> rounds, String slow, String fast, IntervalRule rule) {
    return ratio(withBoth(rounds, slow, fast), slow, fast, RoundRecord::coldSeconds, rule);
  }

  private static List<RoundRecord> withBoth(List<RoundRecord> rounds, String slow, String fast) {
    return rounds.stream().filter(round -> round.seats(slow) && round.seats(fast)).toList();
  }

  private static Estimate ratio(
      List<RoundRecord> rounds,
      String slow,
      String fast,
      ToDoubleBiFunction<RoundRecord, String> seconds,
      IntervalRule rule) {
    return RatioOfRounds.estimate(
        rounds.stream().map(round -> seconds.applyAsDouble(round, slow)).toList(),
        rounds.stream().map(round -> seconds.applyAsDouble(round, fast)).toList(),
        rule);
  }
}
