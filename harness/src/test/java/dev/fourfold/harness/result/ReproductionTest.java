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

  @Test
  void aResultReproducesItselfAndDiffersInNothing() {
    GradingResult result = SampleResult.verified();
    Reproduction same = Reproduction.of(result, result);
    assertTrue(same.compatible());
    assertEquals(List.of(), same.differences());
    assertEquals(0, same.exitCode());
  }

  /** Who uses other cores than the baseline loses another part of them to strangers. */
  @Test
  void aMachineInAnotherConditionDiffers() {
    GradingResult quiet = SampleResult.of("one", 100, Workload.SMALL, 1);
    GradingResult disturbed = SampleResult.disturbed("one", 75, 2);
    Reproduction other = Reproduction.of(disturbed, quiet);
    assertFalse(other.compatible());
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

  /** Nothing differs that anybody could name, and it is nobody's fault. */
  @Test
  void twoThatWereDisturbedMayHaveBeenDisturbedDifferently() {
    Reproduction other =
        Reproduction.of(
            SampleResult.disturbed("one", 100, 1), SampleResult.disturbed("one", 75, 2));
    assertFalse(other.compatible());
    assertEquals(List.of(), other.differences());
    assertTrue(
        other
            .lines()
            .contains("both were disturbed, and perhaps not alike: try again in a quiet hour"),
        other.lines().toString());
  }

  @Test
  void aRejectedResultIsNotComparable() {
    Reproduction other = Reproduction.of(SampleResult.verified(), SampleResult.rejected());
    assertFalse(other.compatible());
    assertEquals(1, other.exitCode());
  }
}
