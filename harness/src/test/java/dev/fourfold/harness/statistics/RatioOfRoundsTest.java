package dev.fourfold.harness.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Ratios and intervals against numbers worked out by hand. */
final class RatioOfRoundsTest {
  @Test
  void equalRoundsLeaveNoDoubt() {
    Estimate estimate = RatioOfRounds.estimate(List.of(8.0, 4.0, 2.0), List.of(2.0, 1.0, 0.5));
    assertEquals(4, estimate.point(), 1e-12);
    assertEquals(4, estimate.low(), 1e-12);
    assertEquals(4, estimate.high(), 1e-12);
  }

  @Test
  void isStudentsIntervalOfTheLogs() {
    // log ratios 0.9, 1.0, 1.1: mean 1, s = 0.1, t(2, 0.975) = 4.302653
    List<Double> slow = List.of(Math.exp(0.9), Math.exp(1.0), Math.exp(1.1));
    Estimate estimate = RatioOfRounds.estimate(slow, List.of(1.0, 1.0, 1.0));
    double halfWidth = 4.302653 * 0.1 / Math.sqrt(3);
    assertEquals(Math.E, estimate.point(), 1e-9);
    assertEquals(Math.exp(1 - halfWidth), estimate.low(), 1e-6);
    assertEquals(Math.exp(1 + halfWidth), estimate.high(), 1e-6);
    assertEquals(Math.exp(halfWidth) - 1, estimate.relativeHalfWidth(), 1e-6);
  }

  @Test
  void swappingTheTrainersInvertsTheInterval() {
    List<Double> one = List.of(3.0, 3.3, 2.9);
    List<Double> other = List.of(1.0, 1.2, 1.1);
    Estimate forth = RatioOfRounds.estimate(one, other);
    Estimate back = RatioOfRounds.estimate(other, one);
    assertEquals(forth.point(), 1 / back.point(), 1e-12);
    assertEquals(forth.low(), 1 / back.high(), 1e-12);
    assertTrue(forth.low() < forth.point() && forth.point() < forth.high());
  }

  @Test
  void aMedianIgnoresOneSlowEpisode() {
    assertEquals(2, RatioOfRounds.median(List.of(2.0, 1.9, 50.0)));
  }
}
