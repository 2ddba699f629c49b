package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What disturbs can only lower a look: the best of them counts, and a doubt calls for more. */
final class MachinePeakTest {
  @Test
  void theBestLookCounts() {
    Iterator<Double> looks = List.of(200.0, 240.0, 117.0).iterator();
    MachinePeak peak = new MachinePeak(looks::next);
    assertEquals(200, peak.gflops());
    peak.look();
    assertEquals(240, peak.gflops());
    peak.look();
    assertEquals(240, peak.gflops());
  }

  @Test
  void whatTheBestLookAllowsNeedsNoOther() {
    AtomicInteger looks = new AtomicInteger();
    MachinePeak peak = new MachinePeak(() -> 100.0 + looks.getAndIncrement());
    assertTrue(peak.allows(124));
    assertEquals(1, looks.get());
  }

  @Test
  void aDoubtEndsWithTheFirstLookThatAllows() {
    Iterator<Double> looks = List.of(117.0, 117.0, 182.0, 240.0).iterator();
    MachinePeak peak = new MachinePeak(looks::next);
    assertTrue(peak.allows(200));
    assertEquals(182, peak.gflops());
  }

  /** However long it is looked at, and that is not for ever. */
  @Test
  void whatNoLookAllowsIsNot() {
    AtomicInteger looks = new AtomicInteger();
    MachinePeak peak =
        new MachinePeak(
            () -> {
              looks.incrementAndGet();
              return 100;
            });
    assertFalse(peak.allows(126));
    assertEquals(11, looks.get());
  }
}
