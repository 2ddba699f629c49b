package dev.fourfold.benchmarks.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The fp32 fused-multiply-add peak of the machine: independent chains of FMAs on registers, as many
 * as hide the latency, so that nothing but the units limits them.
 */
public final class FmaPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Twelve chains: more than latency (4 cycles) times units (2), fewer than 16 registers. */
  private static final int CHAINS = 12;

  private static final int FLOPS_AN_FMA = 2;
  private static final int INNER = 100_000;

  /** What one call of {@link #chains} computes, in floating-point operations. */
  static final double FLOPS_A_CALL = (double) FLOPS_AN_FMA * INNER * CHAINS * SPECIES.length();

  private FmaPeak() {}

  /** Prints the peak of as many threads as its argument says, in GFLOP/s. */
  public static void main(String[] arguments) {
    System.out.println(measureGflops(Integer.parseInt(arguments[0])));
  }

  /**
   * Measures the peak over all threads at once: the best of several short rounds, since whatever
   * disturbs can only slow it down.
   *
   * @param threads how many compute at once
   * @return GFLOP/s
   */
  public static double measureGflops(int threads) {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      double best = 0;
      // The first rounds are also what compiles the loop.
      for (int round = 0; round < 12; round++) {
        best = Math.max(best, oneRound(executor, threads));
      }
      return best;
    }
  }

  private static double oneRound(ExecutorService executor, int threads) {
    int repeats = 100;
    List<Callable<Float>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      tasks.add(
          () -> {
            float sum = 0;
            for (int repeat = 0; repeat < repeats; repeat++) {
              sum += chains();
            }
            return sum;
          });
    }
    long start = System.nanoTime();
    try {
      for (Future<Float> task : executor.invokeAll(tasks)) {
        if (!Float.isFinite(task.get())) {
          throw new IllegalStateException("the chains left the finite numbers");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring the FMA peak", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return FLOPS_A_CALL * threads * repeats / seconds / 1e9;
  }

  /** {@value #INNER} × {@value #CHAINS} vector FMAs; their sum, so that none can be left out. */
  static float chains() {
    return chains(INNER, 1e-7f);
  }

  /** {@code iterations} × {@value #CHAINS} FMAs; x ← x·scale + scale stays near scale. */
  private static float chains(int iterations, float scale) {
    FloatVector s = FloatVector.broadcast(SPECIES, scale);
    FloatVector a = s;
    FloatVector b = s;
    FloatVector c = s;
    FloatVector d = s;
    FloatVector e = s;
    FloatVector f = s;
    FloatVector g = s;
    FloatVector h = s;
    FloatVector i = s;
    FloatVector j = s;
    FloatVector k = s;
    FloatVector l = s;
    for (int iteration = 0; iteration < iterations; iteration++) {
      a = a.fma(s, s);
      b = b.fma(s, s);
      c = c.fma(s, s);
      d = d.fma(s, s);
      e = e.fma(s, s);
      f = f.fma(s, s);
      g = g.fma(s, s);
      h = h.fma(s, s);
      i = i.fma(s, s);
      j = j.fma(s, s);
      k = k.fma(s, s);
      l = l.fma(s, s);
    }
    FloatVector sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k);
    return sum.add(l).lane(0);
  }
}
