package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.limits.MachineLimits;
import java.util.function.DoubleSupplier;

/**
 * The fp32 FMA peak of the granted cores: the best of all looks at it so far. Whatever disturbs can
 * only make a look too low, for less than a second or for minutes: half of what it is was seen. So
 * there are several, and nobody is accused without another.
 */
public final class MachinePeak {
  /** Looks are no better than within this. */
  private static final double MARGIN = 1.25;

  /** If in doubt; each takes half a second. */
  private static final int MOST_LOOKS_IN_DOUBT = 10;

  private final DoubleSupplier looks;
  private double gflops;

  /**
   * A peak that was looked at once.
   *
   * @param looks measures it, GFLOP/s
   */
  public MachinePeak(DoubleSupplier looks) {
    this.looks = looks;
    look();
  }

  /**
   * The peak of so many cores of this machine.
   *
   * @throws IllegalStateException if it cannot be measured, here or in any later look
   */
  public static MachinePeak of(int threads) {
    return new MachinePeak(() -> MachineLimits.fmaPeakGflops(threads));
  }

  /** Looks once more. */
  public synchronized void look() {
    gflops = Math.max(gflops, looks.getAsDouble());
  }

  /** The best so far, GFLOP/s. */
  public synchronized double gflops() {
    return gflops;
  }

  /**
   * Whether somebody may have computed at that rate; looks again before it says no.
   *
   * @param rate GFLOP/s
   */
  synchronized boolean allows(double rate) {
    for (int look = 0; look < MOST_LOOKS_IN_DOUBT && rate > MARGIN * gflops; look++) {
      look();
    }
    return rate <= MARGIN * gflops;
  }
}
