package dev.fourfold.harness.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Simulated gradings with known truth: 2,000 a case, seeded, so they come out the same always. The
 * rows of the documented table are in {@link dev.fourfold.harness.cli.CoverageCommandTest}.
 */
final class CoverageTest {
  @ParameterizedTest
  @CsvSource({
    "0.03, 1, 0.05, 12",
    "0.03, 4, 0.03, 20",
    "0.036, 80, 0.05, 12",
    "0.06, 4, 10, 2",
    "0.06, 80, 10, 3",
    "0.03, 3.2, 0.03, 16",
    "0.03, 2.8, 0.05, 4",
    "0.06, 3, 0.05, 16",
  })
  void coversTheTruthAsOftenAsItSays(double drift, double ratio, double precision, int mostRounds) {
    Coverage.Row row =
        Coverage.simulate(
            NoiseModel.MEASURED.withDrift(drift),
            ratio,
            precision,
            mostRounds,
            Coverage.GRADINGS,
            6);
    assertTrue(
        row.covered() >= 0.93 && row.covered() <= 0.97, "covered " + 100 * row.covered() + " %");
  }

  /** What the rule is there for: three rounds at least and no widening would be too bold. */
  @Test
  void withoutTheCorrectionStoppingSpoilsIt() {
    double z = 1.959964;
    int covered = 0;
    java.util.Random random = new java.util.Random(6);
    for (int grading = 0; grading < Coverage.GRADINGS; grading++) {
      double sum = 0;
      double squares = 0;
      int rounds = 0;
      double mean;
      double halfWidth;
      do {
        double log = 0.06 * random.nextGaussian();
        sum += log;
        squares += log * log;
        rounds++;
        mean = sum / rounds;
        double s = Math.sqrt((squares - rounds * mean * mean) / Math.max(1, rounds - 1));
        double t =
            rounds < 2
                ? z
                : new org.apache.commons.math3.distribution.TDistribution(rounds - 1)
                    .inverseCumulativeProbability(0.975);
        halfWidth = t * s / Math.sqrt(rounds);
      } while (rounds < 12 && (rounds < 3 || halfWidth > Math.log(1.05)));
      covered += Math.abs(mean) <= halfWidth ? 1 : 0;
    }
    assertTrue(covered < 0.93 * Coverage.GRADINGS, "covered " + covered);
  }

  @Test
  void aCalibrationNeverNarrowsAnInterval() {
    List<Double> slow = List.of(1.0, 1.2, 0.9, 1.1);
    List<Double> fast = List.of(1.0, 1.0, 1.0, 1.0);
    Estimate plain =
        RatioOfRounds.estimate(slow, fast, IntervalRule.of(0.05, 12, Optional.empty()));
    Estimate floored =
        RatioOfRounds.estimate(slow, fast, IntervalRule.of(0.05, 12, Optional.of(0.001)));
    assertEquals(plain, floored);
  }
}
