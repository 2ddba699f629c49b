package dev.fourfold.harness.result;

import dev.fourfold.harness.doctor.Calibrations;
import dev.fourfold.harness.measure.BlockRecord;
import dev.fourfold.harness.measure.EpisodeSample;
import dev.fourfold.harness.measure.Measured;
import dev.fourfold.harness.measure.MeasurementPlan;
import dev.fourfold.harness.measure.RoundRecord;
import dev.fourfold.harness.statistics.EarlyEnd;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.verify.Check;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Computes every derived number of a record again from its samples, and says where they disagree.
 * It runs nothing of what was graded.
 */
public final class ResultCheck {
  /** Another JDK may round a logarithm's last bit otherwise; nothing else may differ. */
  private static final double TOLERANCE = 1e-9;

  private final List<Disagreement> found = new ArrayList<>();
  private int compared;

  private ResultCheck() {}

  /**
   * A number that does not follow from the samples.
   *
   * @param field where in the record
   * @param recorded what it says
   * @param recomputed what it should say
   */
  public record Disagreement(String field, String recorded, String recomputed) {}

  /**
   * What came of it.
   *
   * @param result the record
   * @param compared how many values were computed again
   * @param disagreements none, if the record is sound
   */
  public record Outcome(GradingResult result, int compared, List<Disagreement> disagreements) {
    public Outcome {
      disagreements = List.copyOf(disagreements);
    }
  }

  /**
   * Checks a file.
   *
   * @throws dev.fourfold.harness.BadInputException if it is no result
   */
  public static Outcome of(Path file) {
    ResultJson.Read read = ResultJson.readWithTree(file);
    return of(read.result(), read.tree());
  }

  static Outcome of(GradingResult result, JsonNode tree) {
    ResultCheck check = new ResultCheck();
    check.same("digest", result.digest().orElse("none"), RecordDigest.of(tree));
    check.rule(result);
    check.surroundings(result);
    check.blocks(result);
    check.derived(result);
    check.verdict(result);
    return new Outcome(result, check.compared, check.found);
  }

  private void rule(GradingResult result) {
    GradingResult.How how = result.measurement();
    IntervalRule rule = how.rule();
    same("measurement.method", how.method(), GradingResult.How.METHOD);
    same("measurement.confidence", how.confidence(), IntervalRule.CONFIDENCE);
    same("measurement.widening", how.widening(), rule.widening());
    same(
        "measurement.fewestRounds",
        how.fewestRounds(),
        IntervalRule.of(how.precision(), how.mostRounds(), Optional.empty()).fewestRounds());
    if (result.verdict() != Verdict.REJECTED) {
      stopping(result, rule);
    }
  }

  /** With a look after each round, the first reason to end is why there are no more rounds. */
  private void stopping(GradingResult result, IntervalRule rule) {
    List<RoundRecord> rounds = result.rounds();
    int enough = 2;
    while (enough < rounds.size() && !endsAfter(enough, result, rule)) {
      enough++;
    }
    same("rounds", rounds.size() + " rounds", enough + " rounds");
    if (!isWideEnd(rounds.size(), result, rule)) {
      same("measurement.endedEarly", result.measurement().endedEarly(), Optional.empty());
      return;
    }
    Optional<String> timeUp =
        Optional.of(EarlyEnd.timeUp(rounds.size())).filter(reason -> MeasurementPlan.isQuick(rule));
    same(
        "measurement.endedEarly",
        result.measurement().endedEarly().orElse("more rounds were due"),
        plainlySlower(rounds.size(), result, rule).or(() -> timeUp).orElse("a reason"));
  }

  private static boolean endsAfter(int count, GradingResult result, IntervalRule rule) {
    return !isWideEnd(count, result, rule) || plainlySlower(count, result, rule).isPresent();
  }

  /** Whether it would not have ended by the rule for intervals after so many rounds. */
  private static boolean isWideEnd(int count, GradingResult result, IntervalRule rule) {
    return count < 2
        || !rule.isEnough(
            count,
            Measured.ratio(
                result.rounds().subList(0, count),
                EpisodeSample.BASELINE,
                EpisodeSample.CANDIDATE,
                rule));
  }

  private static Optional<String> plainlySlower(
      int count, GradingResult result, IntervalRule rule) {
    GradingResult.Who who = result.candidate();
    return Measured.plainlySlower(
        who.isBuiltInTrainer(), who.name(), result.rounds().subList(0, count), rule);
  }

  /** A calibration must be of that machine and workload; a stamp must follow from findings. */
  private void surroundings(GradingResult result) {
    result
        .measurement()
        .calibration()
        .ifPresent(
            calibration -> {
              same(
                  "measurement.calibration.machine",
                  calibration.machine(),
                  Calibrations.fingerprint(result.environment().machine()));
              same(
                  "measurement.calibration.workload",
                  calibration.workload(),
                  result.workload().name());
            });
    result
        .environment()
        .fitness()
        .ifPresent(
            fitness -> {
              same("environment.fitness.fit", fitness.fit(), fitness.faults().isEmpty());
              same("environment.fitness.forced", fitness.forced(), !fitness.fit());
            });
  }

  private void blocks(GradingResult result) {
    for (RoundRecord round : result.rounds()) {
      List<BlockRecord> recounted = BlockRecord.count(round.blocks());
      for (int i = 0; i < recounted.size(); i++) {
        BlockRecord block = round.blocks().get(i);
        String where = "rounds[%d].blocks[%d]".formatted(round.number() - 1, i);
        same(where + ".disturbances", block.disturbances(), block.surroundings().disturbances());
        same(where + ".counted", block.counted(), recounted.get(i).counted());
      }
    }
  }

  private void derived(GradingResult result) {
    boolean rejected = result.verdict() == Verdict.REJECTED;
    GradingResult.What what = result.workload();
    double peak = result.limit().map(GradingResult.Limit::peakGflops).orElse(Double.NaN);
    Derived again =
        rejected
            ? Derived.nothing()
            : Derived.of(
                result.rounds(),
                result.measurement().rule(),
                peak,
                what.flopsPerStep(),
                what.stepsPerEpisode());
    same("speedup", result.speedup(), again.speedup());
    same(
        "human.publishedSpeedup",
        result.human().map(GradingResult.Human::publishedSpeedup),
        again.human().map(GradingResult.Human::publishedSpeedup));
    same(
        "human.speedup",
        result.human().map(GradingResult.Human::speedup),
        again.human().map(GradingResult.Human::speedup));
    same(
        "human.ratio",
        result.human().map(GradingResult.Human::ratio),
        again.human().map(GradingResult.Human::ratio));
    limit(result.limit(), again.limit());
    cold(result.cold(), again.cold());
  }

  private void limit(Optional<GradingResult.Limit> limit, Optional<GradingResult.Limit> again) {
    same("limit", limit.isPresent(), again.isPresent());
    if (limit.isPresent() && again.isPresent()) {
      same("limit.flopsPerStep", limit.get().flopsPerStep(), again.get().flopsPerStep());
      same("limit.fractionOfPeak", limit.get().fractionOfPeak(), again.get().fractionOfPeak());
      same("limit.limitSpeedup", limit.get().limitSpeedup(), again.get().limitSpeedup());
      same("limit.headroomScore", limit.get().headroomScore(), again.get().headroomScore());
    }
  }

  private void cold(Optional<GradingResult.Cold> cold, Optional<GradingResult.Cold> again) {
    same("cold", cold.isPresent(), again.isPresent());
    if (cold.isPresent() && again.isPresent()) {
      same("cold.steps", cold.get().steps(), again.get().steps());
      same("cold.baselineSeconds", cold.get().baselineSeconds(), again.get().baselineSeconds());
      same("cold.humanSeconds", cold.get().humanSeconds(), again.get().humanSeconds());
      same("cold.candidateSeconds", cold.get().candidateSeconds(), again.get().candidateSeconds());
      same("cold.speedup", Optional.of(cold.get().speedup()), Optional.of(again.get().speedup()));
      same("cold.ratio", Optional.of(cold.get().ratio()), Optional.of(again.get().ratio()));
    }
  }

  private void verdict(GradingResult result) {
    for (Check check : result.verification().checks()) {
      same(
          "verification.checks[" + check.name() + "].passed",
          check.passed(),
          check.worst() <= check.tolerance());
    }
    boolean wrong = result.verification().checks().stream().anyMatch(check -> !check.passed());
    same(
        "verdict",
        result.verdict().word(),
        expectedVerdict(result, wrong || result.verdict() == Verdict.REJECTED).word());
    same(
        "reasons",
        result.reasons().isEmpty() ? "none" : "some",
        result.verdict() == Verdict.VERIFIED ? "none" : "some");
  }

  private static Verdict expectedVerdict(GradingResult result, boolean rejected) {
    if (rejected) {
      return Verdict.REJECTED;
    }
    boolean narrow =
        result
            .speedup()
            .filter(speedup -> speedup.relativeHalfWidth() <= result.measurement().precision())
            .isPresent();
    return narrow || result.measurement().endedEarly().isPresent()
        ? Verdict.VERIFIED
        : Verdict.UNRESOLVED;
  }

  private void same(String field, Optional<?> recorded, Optional<?> recomputed) {
    boolean both = recorded.isPresent() && recomputed.isPresent();
    if (both
        && recorded.get() instanceof Estimate one
        && recomputed.get() instanceof Estimate two) {
      same(field + ".point", one.point(), two.point());
      same(field + ".low", one.low(), two.low());
      same(field + ".high", one.high(), two.high());
      same(field + ".confidence", one.confidence(), two.confidence());
    } else {
      same(field, (Object) recorded, recomputed);
    }
  }

  private void same(String field, double recorded, double recomputed) {
    compared++;
    boolean agree = Math.abs(recorded - recomputed) <= TOLERANCE * Math.abs(recomputed);
    if (!agree) {
      found.add(new Disagreement(field, Double.toString(recorded), Double.toString(recomputed)));
    }
  }

  private void same(String field, Object recorded, Object recomputed) {
    compared++;
    if (!recorded.equals(recomputed)) {
      found.add(new Disagreement(field, recorded.toString(), recomputed.toString()));
    }
  }
}
