package dev.fourfold.harness.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Of many checks of one quantity the worst is kept, whatever their order. */
final class CheckTest {
  private static Check check(double worst, boolean passed) {
    return new Check("loss", worst, 1, passed);
  }

  @Test
  void worseIsWhatFailedThenWhatIsNotFiniteThenWhatIsLarger() {
    List<Check> fromBestToWorst =
        List.of(
            check(0.1, true),
            check(0.9, true),
            check(0.5, false),
            check(2, false),
            check(Double.POSITIVE_INFINITY, false),
            check(Double.NaN, false));
    for (Check one : fromBestToWorst) {
      for (Check other : fromBestToWorst) {
        Check worse = fromBestToWorst.indexOf(one) > fromBestToWorst.indexOf(other) ? one : other;
        assertEquals(worse, one.worse(other), one + " and " + other);
      }
    }
  }
}
