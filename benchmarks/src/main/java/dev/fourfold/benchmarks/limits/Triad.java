package dev.fourfold.benchmarks.limits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * a = b + s·c over three arrays: how fast floats come and go when there is next to nothing to
 * compute (McCalpin's STREAM). Twelve bytes are counted for an element, as STREAM does; that a
 * written line is read first is not.
 */
public final class Triad {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int BYTES_AN_ELEMENT = 3 * Float.BYTES;
  private static final double ROUND_BYTES = 2e9;
  private static final int ROUNDS = 12;

  /** For each thread: more than any cache of today's processors holds. */
  private static final long BEYOND_CACHES = 512L << 20;

  private final float[] a;
  private final float[] b;
  private final float[] c;

  /**
   * Arrays for one thread.
   *
   * @param bytes of all three together
   */
  Triad(long bytes) {
    int vectors = Math.toIntExact(Math.max(1, bytes / BYTES_AN_ELEMENT / SPECIES.length()));
    a = new float[vectors * SPECIES.length()];
    b = new float[a.length];
    c = new float[a.length];
    Arrays.fill(b, 1);
    Arrays.fill(c, 2);
  }

  /**
   * Prints the bandwidth of the memory itself, in GB/s.
   *
   * @param arguments how many threads move data at once
   */
  public static void main(String[] arguments) {
    System.out.println(measureGigabytesPerSecond(Integer.parseInt(arguments[0]), BEYOND_CACHES));
  }

  /** One pass; the bytes that it moved. */
  long pass(float scale) {
    FloatVector s = FloatVector.broadcast(SPECIES, scale);
    for (int i = 0; i < a.length; i += SPECIES.length()) {
      FloatVector.fromArray(SPECIES, c, i)
          .fma(s, FloatVector.fromArray(SPECIES, b, i))
          .intoArray(a, i);
    }
    return (long) BYTES_AN_ELEMENT * a.length;
  }

  /**
   * Measures the bandwidth of all threads at once: the best of several short rounds, since whatever
   * disturbs can only slow it down.
   *
   * @param threads how many move data at once
   * @param bytesAThread how much each goes through again and again
   * @return GB/s
   */
  public static double measureGigabytesPerSecond(int threads, long bytesAThread) {
    List<Callable<Long>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      Triad triad = new Triad(bytesAThread);
      tasks.add(
          () -> {
            long moved = 0;
            for (int pass = 0; moved < ROUND_BYTES; pass++) {
              moved += triad.pass(pass);
            }
            return moved;
          });
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      double best = 0;
      // The first rounds are also what compiles the loop.
      for (int round = 0; round < ROUNDS; round++) {
        best = Math.max(best, oneRound(executor, tasks));
      }
      return best;
    }
  }

  private static double oneRound(ExecutorService executor, List<Callable<Long>> tasks) {
    long start = System.nanoTime();
    double moved = 0;
    try {
      for (Future<Long> task : executor.invokeAll(tasks)) {
        moved += task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring the bandwidth", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return moved / (System.nanoTime() - start);
  }
}
