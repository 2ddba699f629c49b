package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the hypervisor took, and of which cores. */
final class CoreTimesTest {
  private static final CoreTimes BEFORE =
      CoreTimes.parse(
          """
          cpu  400 0 400 3200 0 0 0 40 0 0
          cpu0 100 0 100 800 0 0 0 10 0 0
          cpu1 100 0 100 800 0 0 0 10 0 0
          cpu2 100 0 100 800 0 0 0 10 0 0
          cpu3 100 0 100 800 0 0 0 10 0 0
          intr 1 2 3
          """);

  /** A hundred ticks each, of which 40 of the last core's were taken, and 4 of the second's. */
  private static final CoreTimes AFTER =
      CoreTimes.parse(
          """
          cpu  500 0 420 3436 0 0 0 84 0 0
          cpu0 150 0 100 850 0 0 0 10 0 0
          cpu1 150 0 110 836 0 0 0 14 0 0
          cpu2 100 0 110 890 0 0 0 10 0 0
          cpu3 100 0 100 860 0 0 0 50 0 0
          intr 2 3 4
          """);

  @Test
  void onlyTheGrantedCoresCount() {
    assertEquals(Optional.of(0.02), AFTER.steal(BEFORE, List.of(0, 1)));
    assertEquals(Optional.of(0.4), AFTER.steal(BEFORE, List.of(3)));
    assertEquals(Optional.of(0.0), AFTER.steal(BEFORE, List.of(0, 2)));
  }

  @Test
  void allCountWhereTheGrantedOnesCannotBeHad() {
    Optional<Double> ofAll = Optional.of(0.11);
    assertEquals(ofAll, AFTER.steal(BEFORE, List.of()));
    assertEquals(ofAll, AFTER.steal(BEFORE, List.of(0, 7)));
    CoreTimes withoutTheFirst = CoreTimes.parse("cpu  400 0 400 3200 0 0 0 40 0 0\n");
    assertEquals(ofAll, AFTER.steal(withoutTheFirst, List.of(0)));
  }

  @Test
  void aSingleTickIsNoTheft() {
    CoreTimes after = CoreTimes.parse("cpu0 109 0 100 800 0 0 0 11\n");
    assertEquals(Optional.of(0.0), after.steal(BEFORE, List.of(0)));
  }

  @Test
  void whatCannotBeReadIsNotKnown() {
    for (String stat : List.of("", "cpu\n", "cpu 1 2 3\n", "cpu a b c d e f g h\n")) {
      assertEquals(Optional.empty(), CoreTimes.parse(stat).steal(BEFORE, List.of(0)), stat);
    }
  }
}
