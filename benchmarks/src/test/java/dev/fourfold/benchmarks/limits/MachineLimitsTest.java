package dev.fourfold.benchmarks.limits;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How fast a machine is is not for a test to say; that it is a speed at all is. */
final class MachineLimitsTest {
  @Test
  void thePeakIsThatOfSomeMachine() {
    double gflops = MachineLimits.fmaPeakGflops(1);
    assertTrue(gflops > 0.05 && gflops < 100_000, gflops + " GFLOP/s");
  }

  @Test
  void theBandwidthIsThatOfSomeMachine() {
    double gigabytes = MachineLimits.memoryGigabytesPerSecond(1);
    assertTrue(gigabytes > 0.01 && gigabytes < 100_000, gigabytes + " GB/s");
  }

  @Test
  void whatCannotBeMeasuredIsSaid() {
    assertThrows(IllegalStateException.class, () -> MachineLimits.fmaPeakGflops(-1));
  }
}
