package dev.fourfold.harness.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ratios and intervals against numbers worked out by hand. */
final class RatioOfRoundsTest {
  private static final IntervalRule ONE_LOOK = IntervalRule.of(0.05, 3, Optional.empty());

  @Test
  void equalRoundsLeaveNoDoubt() {
    Estimate estimate =
        RatioOfRounds.estimate(List.of(8.0, 4.0, 2.0), List.of(2.0, 1.0, 0.5), ONE_LOOK);
    assertEquals(4, estimate.point(), 1e-12);
    assertEquals(4, estimate.low(), 1e-12);
    assertEquals(4, estimate.high(), 1e-12);
  }

  @Test
  void isStudentsIntervalOfTheLogs() {
    // log ratios 0.9, 1.0, 1.1: mean 1, s = 0.1, t(2, 0.975) = 4.302653
    List<Double> slow = List.of(Math.exp(0.9), Math.exp(1.0), Math.exp(1.1));
    Estimate estimate = RatioOfRounds.estimate(slow, List.of(1.0, 1.0, 1.0), ONE_LOOK);
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
    Estimate forth = RatioOfRounds.estimate(one, other, ONE_LOOK);
    Estimate back = RatioOfRounds.estimate(other, one, ONE_LOOK);
    assertEquals(forth.point(), 1 / back.point(), 1e-12);
    assertEquals(forth.low(), 1 / back.high(), 1e-12);
    assertTrue(forth.low() < forth.point() && forth.point() < forth.high());
  }

  @Test
  void lookingMoreThanOnceWidensTheInterval() {
    List<Double> slow = List.of(Math.exp(0.9), Math.exp(1.0), Math.exp(1.1));
    IntervalRule looks = IntervalRule.of(0.05, 12, Optional.empty());
    double once =
        Math.log(RatioOfRounds.estimate(slow, List.of(1.0, 1.0, 1.0), ONE_LOOK).high()) - 1;
    double often = Math.log(RatioOfRounds.estimate(slow, List.of(1.0, 1.0, 1.0), looks).high()) - 1;
    assertEquals(IntervalRule.WIDENING, often / once, 1e-9);
  }

  @Test
  void aCalibrationIsTheIntervalsFloor() {
    List<Double> equal = List.of(1.0, 1.0, 1.0, 1.0);
    IntervalRule calibrated = IntervalRule.of(0.05, 12, Optional.of(0.04));
    Estimate estimate = RatioOfRounds.estimate(equal, equal, calibrated);
    // z(0.975) = 1.959964, over the root of four rounds
    assertEquals(Math.exp(1.959964 * 0.04 / 2), estimate.high(), 1e-8);
  }

  @Test
  void enoughIsNarrowAfterTheFirstLookOrTheLastRound() {
    IntervalRule rule = IntervalRule.of(0.05, 12, Optional.empty());
    Estimate narrow = new Estimate(1, 0.99, 1.01, 0.95);
    Estimate wide = new Estimate(1, 0.5, 2, 0.95);
    assertFalse(rule.isEnough(3, narrow));
    assertTrue(rule.isEnough(4, narrow));
    assertFalse(rule.isEnough(11, wide));
    assertTrue(rule.isEnough(12, wide));
  }

  @Test
  void aMedianIgnoresOneSlowEpisode() {
    assertEquals(2, RatioOfRounds.median(List.of(2.0, 1.9, 50.0)));
  }
}
