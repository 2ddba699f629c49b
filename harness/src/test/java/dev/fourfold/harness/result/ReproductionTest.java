package dev.fourfold.harness.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.statistics.Estimate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When two gradings of the same sources are compatible. */
final class ReproductionTest {
  private static Estimate around(double point, double factor) {
    return new Estimate(point, point / factor, point * factor, 0.95);
  }

  @Test
  void intervalsThatOverlapWellAreCompatible() {
    assertTrue(Reproduction.areCompatible(around(4, 1.05), around(4.1, 1.05)));
  }

  @Test
  void centresFurtherApartThanBothHalfWidthsTogetherAreNot() {
    // log 1.06 = 0.0583, and the root of twice log(1.04)² = 0.0555
    assertFalse(Reproduction.areCompatible(around(4, 1.04), around(4.24, 1.04)));
    assertTrue(Reproduction.areCompatible(around(4, 1.05), around(4.24, 1.05)));
  }

  @Test
  void aResultReproducesItselfAndDiffersInNothing() {
    GradingResult result = SampleResult.verified();
    Reproduction same = Reproduction.of(result, result);
    assertTrue(same.compatible());
    assertEquals(List.of(), same.differences());
    assertEquals(0, same.exitCode());
  }

  @Test
  void aRejectedResultIsNotComparable() {
    Reproduction other = Reproduction.of(SampleResult.verified(), SampleResult.rejected());
    assertFalse(other.compatible());
    assertEquals(1, other.exitCode());
  }
}
