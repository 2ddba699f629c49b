package dev.fourfold.harness.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.statistics.Coverage;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.statistics.NoiseModel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When two gradings of the same sources are compatible. */
final class ReproductionTest {
  private static final int PAIRS = 2000;

  private static Estimate around(double point, double factor) {
    return new Estimate(point, point / factor, point * factor, 0.95);
  }

  @Test
  void intervalsThatOverlapWellAreCompatible() {
    assertTrue(Reproduction.areCompatible(around(4, 1.05), around(4.1, 1.05)));
  }

  @Test
  void intervalsThatDoNotOverlapAreNot() {
    // The higher's lower end is 4.32 / 1.04 = 4.154, the lower's upper end 4.16; and with 4.33
    // 4.163.
    assertTrue(Reproduction.areCompatible(around(4, 1.04), around(4.32, 1.04)));
    assertFalse(Reproduction.areCompatible(around(4, 1.04), around(4.33, 1.04)));
    assertFalse(Reproduction.areCompatible(around(4.33, 1.04), around(4, 1.04)));
  }

  /** Who reproduces an honest result should hear "not compatible" hardly ever; here 2,000 pairs. */
  @Test
  void honestGradingsAreHardlyEverIncompatible() {
    for (double ratio : new double[] {1, 80}) {
      List<Coverage.Simulated> gradings =
          Coverage.gradings(
              NoiseModel.MEASURED, ratio, 0.05, IntervalRule.USUAL_ROUNDS, 2 * PAIRS, 1);
      long apart =
          IntStream.range(0, PAIRS)
              .filter(
                  pair ->
                      !Reproduction.areCompatible(
                          gradings.get(2 * pair).estimate(), gradings.get(2 * pair + 1).estimate()))
              .count();
      assertTrue(apart < PAIRS / 100, "%d of %d pairs at %.0f×".formatted(apart, PAIRS, ratio));
    }
  }

  private static Reproduction.Outcome outcome(GradingResult old, GradingResult again) {
    return Reproduction.of(old, again).outcome();
  }

  @Test
  void aResultReproducesItselfAndDiffersInNothing() {
    GradingResult result = SampleResult.verified();
    Reproduction same = Reproduction.of(result, result);
    assertEquals(Reproduction.Outcome.COMPATIBLE, same.outcome());
    assertEquals(List.of(), same.differences());
    assertEquals(0, same.outcome().exitCode());
  }

  @Test
  void quietOnesThatAreApartAreNotCompatible() {
    GradingResult slow = SampleResult.of("one", 85, Workload.SMALL, 1);
    GradingResult fast = SampleResult.of("one", 100, Workload.SMALL, 2);
    assertEquals(Reproduction.Outcome.NOT_COMPATIBLE, outcome(slow, fast));
    assertEquals(1, Reproduction.Outcome.NOT_COMPATIBLE.exitCode());
  }

  /** Who uses other cores than the baseline loses another part of them to strangers. */
  @Test
  void whereOneWasDisturbedItIsUndecidedAndTheConditionDiffers() {
    GradingResult disturbed = SampleResult.disturbed("one", 85, 1);
    Reproduction other = Reproduction.of(disturbed, SampleResult.of("one", 100, Workload.SMALL, 2));
    assertEquals(Reproduction.Outcome.UNDECIDED, other.outcome());
    assertEquals(3, other.outcome().exitCode());
    assertEquals(List.of("machine: its condition: then disturbed, now quiet"), other.differences());
    assertTrue(
        other
            .lines()
            .getFirst()
            .endsWith(
                "in 4 rounds; 4 of 4 rounds stayed disturbed (slow-cores), and count: the numbers"
                    + " are of the machine as it was"),
        other.lines().toString());
  }

  /** Nothing differs that anybody could name. */
  @Test
  void twoThatWereDisturbedMayHaveBeenDisturbedDifferently() {
    Reproduction other =
        Reproduction.of(
            SampleResult.disturbed("one", 100, 1), SampleResult.disturbed("one", 85, 2));
    assertEquals(Reproduction.Outcome.UNDECIDED, other.outcome());
    assertEquals(List.of(), other.differences());
  }

  @Test
  void strangersExplainNoMoreThanMarksThem() {
    GradingResult disturbed = SampleResult.disturbed("one", 75, 1);
    GradingResult quiet = SampleResult.of("one", 100, Workload.SMALL, 2);
    assertEquals(Reproduction.Outcome.NOT_COMPATIBLE, outcome(disturbed, quiet));
    assertEquals(Reproduction.Outcome.NOT_COMPATIBLE, outcome(quiet, disturbed));
  }

  @Test
  void aRejectedResultIsNotComparable() {
    Reproduction.Outcome other = outcome(SampleResult.verified(), SampleResult.rejected());
    assertEquals(Reproduction.Outcome.NOT_COMPARABLE, other);
    assertEquals(1, other.exitCode());
  }
}
