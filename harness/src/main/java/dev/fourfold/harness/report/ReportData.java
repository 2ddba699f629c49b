package dev.fourfold.harness.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fourfold.harness.explain.Explanation;
import dev.fourfold.harness.measure.EpisodeSample;
import dev.fourfold.harness.measure.LossSample;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.statistics.RatioOfRounds;
import dev.fourfold.harness.verify.Check;
import dev.fourfold.harness.verify.Reason;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the page draws from: of each result the little that is drawn, all words in it fit to be
 * seen.
 *
 * @param groups as compared
 * @param csv the table to download
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ReportData(List<Group> groups, String csv) {
  private static final MathContext DIGITS = new MathContext(6);

  ReportData {
    groups = List.copyOf(groups);
  }

  /**
   * One ranking.
   *
   * @param human the median of the human reference's speedups
   * @param limit the median of the speedups at the hardware's limit
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Group(
      String workload,
      String machine,
      Optional<BigDecimal> human,
      Optional<BigDecimal> limit,
      List<Row> rows) {
    Group {
      rows = List.copyOf(rows);
    }
  }

  /**
   * One result.
   *
   * @param rounds the speedup of each round
   * @param lossTolerance of the first step and of later ones, as fractions
   * @param phases where a step's time goes
   * @param explainedFraction of the peak, when it was explained
   * @param raw the whole record, compressed, if there is room for it
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Row(
      String name,
      Verdict verdict,
      String startedAt,
      Optional<Interval> speedup,
      List<BigDecimal> rounds,
      List<Reason> reasons,
      List<Kind> checks,
      Optional<List<LossSample>> losses,
      Optional<List<BigDecimal>> lossTolerance,
      Optional<List<Phase>> phases,
      Optional<BigDecimal> explainedFraction,
      Optional<String> raw) {}

  /** An estimate with fewer digits. */
  record Interval(BigDecimal point, BigDecimal low, BigDecimal high) {}

  /**
   * The checks of one kind of probe.
   *
   * @param nearest the quantity nearest to its bound, or furthest beyond it
   * @param fraction of the bound; absent if it is not finite
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Kind(String kind, int count, int passed, String nearest, Optional<BigDecimal> fraction) {}

  /** A phase of a step. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Phase(String name, BigDecimal seconds, BigDecimal share, Optional<BigDecimal> fraction) {}

  static Group group(
      Comparison.Group group,
      Function<GradingResult, Optional<Explanation>> explanations,
      Function<GradingResult, Optional<String>> raw) {
    List<GradingResult> results = group.rows().stream().map(Comparison.Row::result).toList();
    return new Group(
        Escapes.visible(group.workload()),
        Escapes.visible(group.machine()),
        median(results, one -> one.human().map(human -> human.speedup().point())),
        median(results, one -> one.limit().map(GradingResult.Limit::limitSpeedup)),
        results.stream().map(one -> row(one, explanations.apply(one), raw.apply(one))).toList());
  }

  private static Optional<BigDecimal> median(
      List<GradingResult> results, Function<GradingResult, Optional<Double>> value) {
    List<Double> values = results.stream().flatMap(one -> value.apply(one).stream()).toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(shorter(RatioOfRounds.median(values)));
  }

  private static Row row(
      GradingResult result, Optional<Explanation> explanation, Optional<String> raw) {
    return new Row(
        Escapes.visible(result.candidate().name()),
        result.verdict(),
        Escapes.visible(result.startedAt()),
        result.speedup().map(ReportData::interval),
        result.rounds().stream()
            .map(
                round ->
                    shorter(
                        round.medianSeconds(EpisodeSample.BASELINE)
                            / round.medianSeconds(EpisodeSample.CANDIDATE)))
            .toList(),
        result.reasons().stream()
            .map(one -> new Reason(Escapes.visible(one.code()), Escapes.sentence(one.message())))
            .toList(),
        kinds(result.verification().checks()),
        result.losses().filter(losses -> lossTolerance(result).isPresent()),
        lossTolerance(result),
        explanation.map(ReportData::phases),
        explanation.map(one -> shorter(one.fractionOfPeak())),
        raw);
  }

  private static Interval interval(Estimate one) {
    return new Interval(shorter(one.point()), shorter(one.low()), shorter(one.high()));
  }

  private static List<Phase> phases(Explanation explanation) {
    return explanation.phases().stream()
        .map(
            phase ->
                new Phase(
                    Escapes.visible(phase.phase()),
                    shorter(phase.secondsPerStep()),
                    shorter(phase.share()),
                    phase.fractionOfPeak().map(ReportData::shorter)))
        .toList();
  }

  private static Optional<List<BigDecimal>> lossTolerance(GradingResult result) {
    List<BigDecimal> tolerances = new ArrayList<>();
    for (String name : List.of("episode.loss.first", "episode.loss.later")) {
      result.verification().checks().stream()
          .filter(check -> check.name().equals(name) && check.tolerance() > 0)
          .findFirst()
          .ifPresent(check -> tolerances.add(shorter(check.tolerance())));
    }
    return tolerances.size() == 2 ? Optional.of(tolerances) : Optional.empty();
  }

  /** By what a check's name begins with. */
  private static List<Kind> kinds(List<Check> checks) {
    Map<String, List<Check>> byKind = new LinkedHashMap<>();
    for (Check check : checks) {
      String kind = check.name().split("\\.", 2)[0];
      byKind.computeIfAbsent(kind, key -> new ArrayList<>()).add(check);
    }
    List<Kind> kinds = new ArrayList<>();
    for (Map.Entry<String, List<Check>> entry : byKind.entrySet()) {
      List<Check> own = entry.getValue();
      Check nearest = own.getFirst();
      for (Check check : own) {
        nearest = fraction(check) > fraction(nearest) ? check : nearest;
      }
      double fraction = fraction(nearest);
      kinds.add(
          new Kind(
              Escapes.visible(entry.getKey()),
              own.size(),
              (int) own.stream().filter(Check::passed).count(),
              Escapes.visible(nearest.name()),
              Double.isFinite(fraction) ? Optional.of(shorter(fraction)) : Optional.empty()));
    }
    return kinds;
  }

  /** Of its bound; what is no number is beyond every bound. */
  private static double fraction(Check check) {
    double fraction = check.worst() / check.tolerance();
    return Double.isNaN(fraction) ? Double.POSITIVE_INFINITY : fraction;
  }

  private static BigDecimal shorter(double value) {
    return new BigDecimal(value, DIGITS);
  }
}
