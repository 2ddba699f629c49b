package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class RepeatsTest {
  /** How often each of some turns is tried, all of whose attempts are disturbed. */
  private static String attempts(Repeats repeats, int turns) {
    StringBuilder attempts = new StringBuilder();
    for (int turn = 0; turn < turns; turn++) {
      int attempt = 1;
      while (repeats.take(attempt)) {
        attempt++;
      }
      attempts.append(attempt);
    }
    return attempts.toString();
  }

  @Test
  void aTurnIsTriedThreeTimesAndARoundHasFourRepeats() {
    assertEquals("33111", attempts(new Repeats(() -> 1), 5));
  }

  @Test
  void withLessHopeThereAreFewer() {
    assertEquals("31111", attempts(new Repeats(() -> 0.5), 5));
    assertEquals("21111", attempts(new Repeats(() -> 0.25), 5));
    assertEquals("11111", attempts(new Repeats(() -> 0), 5));
  }

  @Test
  void hopeThatIsLostInARoundEndsThemAtOnce() {
    double[] hope = {1};
    Repeats repeats = new Repeats(() -> hope[0]);
    assertEquals("3", attempts(repeats, 1));
    hope[0] = 0.5;
    assertEquals("1", attempts(repeats, 1));
  }

  @Test
  void whoIsInAHurryRepeatsNothing() {
    assertEquals("11111", attempts(Repeats.none(), 5));
  }
}
