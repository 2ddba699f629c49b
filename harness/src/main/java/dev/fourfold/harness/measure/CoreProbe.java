package dev.fourfold.harness.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the granted cores can do at this moment: the same bits of work on all of them at once.
 *
 * <p>Not all that slows a machine down can be read. Where a hypervisor lets two virtual cores share
 * a physical one for a while, both are busy all the time, nothing is stolen, and whoever uses both
 * takes 1.6 times as long (measured; whoever uses one notices nothing). Multiply-adds on all cores
 * at once see that. Where another machine's work runs on the other thread of our core, even that
 * shows little, 3 %, while {@code human} takes 1.3 times as long, and integer work of many
 * instructions a cycle 1.4 times (measured, in turns, for minutes). So there are two bits of work,
 * and what counts is the one that has lost more. They take a few milliseconds, beside episodes and
 * never in one.
 */
public final class CoreProbe implements AutoCloseable {
  /** A bit of work: 0.7 ms, on the machine where it was written. */
  private enum Work {
    /** What the floating-point units can do. */
    MULTIPLY_ADDS {
      @Override
      double run(long start) {
        return chains(1 + 1e-9 * start);
      }
    },
    /** How many instructions a cycle begins, from a core's nearest cache. */
    INTEGERS {
      @Override
      double run(long start) {
        return integers((int) start);
      }
    };

    /** Does it; the result depends on the argument, so that it has to be computed. */
    abstract double run(long start);
  }

  private static final int CHAIN_STEPS = 450_000;
  private static final int INTEGER_STEPS = 330_000;

  /** 16 KiB, which is half of the smallest nearest cache of today. */
  private static final int[] TABLE = new Random(1).ints(4096).toArray();

  /** Whatever interrupts a thread for a moment is not what is looked for: the best of so many. */
  private static final int TRIES = 3;

  /** Until the loop is compiled. */
  private static final int WARM_UP = 20;

  private final int cores;
  private final ExecutorService threads;
  private final Map<Work, Double> best = new EnumMap<>(Work.class);

  /** A core, and what it took. */
  private record Tried(int core, double seconds) {}

  /**
   * A probe, warm.
   *
   * @param cores how many are granted
   */
  public CoreProbe(int cores) {
    this.cores = cores;
    this.threads =
        Executors.newFixedThreadPool(
            cores, Thread.ofPlatform().daemon().name("core-probe-", 0).factory());
    for (int i = 0; i < WARM_UP; i++) {
      for (Work work : Work.values()) {
        allTogether(work);
      }
    }
  }

  /**
   * The cores' speeds now, by their numbers, as fractions of the best that this probe has seen of
   * any: at that bit of work at which it is the smallest.
   */
  Map<Integer, Double> speeds() {
    Map<Integer, Double> speeds = new HashMap<>();
    for (Work work : Work.values()) {
      Map<Integer, Double> seconds = new HashMap<>();
      for (int i = 0; i < TRIES; i++) {
        allTogether(work).forEach(one -> seconds.merge(one.core(), one.seconds(), Math::min));
      }
      double least = best.merge(work, Collections.min(seconds.values()), Math::min);
      seconds.forEach((core, took) -> speeds.merge(core, least / took, Math::min));
    }
    return speeds;
  }

  private List<Tried> allTogether(Work work) {
    AtomicInteger waitedFor = new AtomicInteger(cores);
    List<Future<Tried>> all = new ArrayList<>();
    for (int number = 0; number < cores; number++) {
      int unknown = -1 - number;
      all.add(
          threads.submit(
              () -> {
                double seconds = secondsAlone(work, waitedFor);
                return new Tried(coreOfThisThread().orElse(unknown), seconds);
              }));
    }
    List<Tried> tried = new ArrayList<>();
    try {
      for (Future<Tried> one : all) {
        tried.add(one.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return tried;
  }

  /** Where it ran last, if this system says. */
  private static Optional<Integer> coreOfThisThread() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(Integer.parseInt(fields[39 - 3]));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static double secondsAlone(Work work, AtomicInteger waitedFor) {
    waitedFor.decrementAndGet();
    while (waitedFor.get() > 0) {
      Thread.onSpinWait();
    }
    long start = System.nanoTime();
    double result = work.run(start);
    double seconds = (System.nanoTime() - start) / 1e9;
    // Never so, but what nobody looks at need not be computed.
    return Double.isNaN(result) ? Double.NaN : seconds;
  }

  /** Ten chains of multiply-adds: enough to keep two units of four cycles' latency busy. */
  private static double chains(double x) {
    double a = 0;
    double b = 1;
    double c = 2;
    double d = 3;
    double e = 4;
    double f = 5;
    double g = 6;
    double h = 7;
    double i = 8;
    double j = 9;
    for (int step = 0; step < CHAIN_STEPS; step++) {
      a = Math.fma(a, 0.5, x);
      b = Math.fma(b, 0.5, x);
      c = Math.fma(c, 0.5, x);
      d = Math.fma(d, 0.5, x);
      e = Math.fma(e, 0.5, x);
      f = Math.fma(f, 0.5, x);
      g = Math.fma(g, 0.5, x);
      h = Math.fma(h, 0.5, x);
      i = Math.fma(i, 0.5, x);
      j = Math.fma(j, 0.5, x);
    }
    return a + b + c + d + e + f + g + h + i + j;
  }

  /** Six sums that hardly wait for each other: adds, loads, shifts, and nothing to foresee. */
  private static long integers(int x) {
    long a = x;
    long b = 2;
    long c = 3;
    long d = 4;
    long e = 5;
    long f = 6;
    for (int step = 0; step < INTEGER_STEPS; step++) {
      int index = step & (TABLE.length - 1);
      int loaded = TABLE[index];
      a += loaded ^ step;
      b ^= a + step;
      c += TABLE[(index + 64) & (TABLE.length - 1)];
      d ^= c + index;
      e += step ^ (index << 3);
      f -= e;
      a += loaded & 1;
    }
    return a + b + c + d + e + f;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
