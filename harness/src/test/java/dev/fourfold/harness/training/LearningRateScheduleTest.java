package dev.fourfold.harness.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
  private final LearningRateSchedule schedule = new LearningRateSchedule(0.5);

  @Test
  void risesToThePeakAndFallsToATenth() {
    double highest = 0;
    double at = 0;
    for (double used = 0; used <= 1; used += 1e-4) {
      if (schedule.at(used) > highest) {
        highest = schedule.at(used);
        at = used;
      }
    }
    assertEquals(0.5, highest, 1e-3);
    assertEquals(0.03, at, 1e-3);
    assertEquals(0.05, schedule.at(1), 1e-12);
    assertEquals(0.275, schedule.at((1 + 0.03) / 2), 1e-12, "half way down");
  }

  @Test
  void isNeverZeroAndStaysWhereItEnds() {
    assertTrue(schedule.at(0) > 0);
    assertEquals(schedule.at(1), schedule.at(1.7));
  }
}
