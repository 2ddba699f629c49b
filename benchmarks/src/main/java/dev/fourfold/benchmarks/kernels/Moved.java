package dev.fourfold.benchmarks.kernels;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Counts the bytes that a kernel has to move at least: each operand read once, each result written
 * once. JMH divides by seconds, so that {@code gigabytes} are GB/s and {@code percentOfTriad} is
 * their part of what a triad over as many bytes reaches on as many threads.
 */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Moved {
  public double gigabytes;
  public double percentOfTriad;

  /**
   * What one run moves.
   *
   * @param bytes read and written
   * @param triadGigabytes a second, of a triad over as many bytes
   */
  record Traffic(double bytes, double triadGigabytes) {}

  /** One more run. */
  void add(Traffic traffic) {
    gigabytes += traffic.bytes() * 1e-9;
    percentOfTriad += traffic.bytes() * 1e-9 / traffic.triadGigabytes() * 100;
  }
}
