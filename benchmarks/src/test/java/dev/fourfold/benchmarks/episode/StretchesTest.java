package dev.fourfold.benchmarks.episode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class StretchesTest {
  private static Stretches of(double stretchSeconds, double... steps) {
    Stretches stretches = new Stretches(stretchSeconds);
    for (double step : steps) {
      stretches.add(step);
    }
    return stretches;
  }

  @Test
  void oneStretchSaysNothing() {
    assertFalse(of(1, 0.5, 0.5).isSteady());
    assertFalse(of(1, 0.5, 0.5, 0.5).isSteady(), "half a second more is no stretch");
  }

  @Test
  void aWorkerThatGetsFasterIsNotSteady() {
    assertFalse(of(1, 0.5, 0.5, 0.4, 0.4, 0.4).isSteady());
    assertTrue(of(1, 0.5, 0.5, 0.49, 0.49, 0.49).isSteady());
    assertTrue(of(1, 0.4, 0.4, 0.4, 0.5, 0.5).isSteady(), "slower is no faster");
  }

  @Test
  void veryShortStepsMakeStretchesTooButNotOfAFew() {
    Stretches stretches = new Stretches(1);
    for (int step = 0; step < 799; step++) {
      stretches.add(1e-6);
    }
    assertFalse(stretches.isSteady());
    stretches.add(1e-6);
    assertTrue(stretches.isSteady());
  }

  @Test
  void theMeanIsThatOfTheFastestStretchOrOfAllThereIs() {
    assertEquals(0.2, of(1, 0.1, 0.3).stepSeconds(), 1e-12);
    assertEquals(0.5, of(1, 0.6, 0.6, 0.5, 0.5, 0.25).stepSeconds(), 1e-12);
    assertEquals(0.5, of(1, 0.5, 0.5, 0.9, 0.9).stepSeconds(), 1e-12, "disturbed at last");
  }
}
