package dev.fourfold.benchmarks.kernels;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Counts a kernel's floating-point work. JMH divides by seconds, so that {@code gflops} are GFLOP/s
 * and {@code percentOfPeak} is their part of the FMA peak of as many threads.
 */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Computed {
  public double gflops;
  public double percentOfPeak;

  /**
   * What one run computes.
   *
   * @param flops floating-point operations, a multiply and an add being two
   * @param peakGflops the FMA peak of the kernel's threads
   */
  record Work(double flops, double peakGflops) {}

  /** One more run. */
  void add(Work work) {
    gflops += work.flops() * 1e-9;
    percentOfPeak += work.flops() * 1e-9 / work.peakGflops() * 100;
  }
}
