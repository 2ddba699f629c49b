package dev.fourfold.harness.result;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.measure.BlockRecord;
import dev.fourfold.harness.measure.EpisodeSample;
import dev.fourfold.harness.measure.Measured;
import dev.fourfold.harness.measure.RoundRecord;
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
    // With a look after each round the first interval that is narrow enough ends it.
    List<RoundRecord> rounds = result.rounds();
    for (int count = 2; count < rounds.size(); count++) {
      Estimate then =
          Measured.ratio(
              rounds.subList(0, count), EpisodeSample.BASELINE, EpisodeSample.CANDIDATE, rule);
      if (rule.isEnough(count, then)) {
        found.add(
            new Disagreement(
                "rounds", rounds.size() + " rounds", count + " rounds were enough by the rule"));
        break;
      }
    }
    compared++;
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
                flopsPerStep(what),
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

  private static double flopsPerStep(GradingResult.What what) {
    ModelConfig model =
        new ModelConfig(
            what.layers(), what.heads(), what.channels(), what.contextLength(), what.vocabulary());
    return new Workload(
            what.name(),
            model,
            Workload.TINY.optimizer(),
            what.batchSize(),
            what.stepsPerEpisode(),
            "")
        .flopsPerStep();
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
