package dev.fourfold.harness.measure;

import dev.fourfold.core.worker.Affinity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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
final class CoreProbe implements AutoCloseable {
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

  /** With so many cores or fewer each is tried alone too; it would take long with more. */
  private static final int MOST_ALONE = 8;

  /** A core is better than another from here on. */
  private static final double BETTER = 1.1;

  /**
   * The cores' speeds, as fractions of the best that was seen.
   *
   * @param alone by number, each while the others rest; none where that cannot be had
   * @param together the slowest while all work at once
   */
  record Speeds(Map<Integer, Double> alone, double together) {
    Speeds {
      alone = Map.copyOf(alone);
    }

    /** What counts for a worker that computes on those cores; on any, if there are none. */
    double of(Set<Integer> cores) {
      return cores.size() == 1 ? alone.getOrDefault(cores.iterator().next(), together) : together;
    }

    /** The fastest core, if a worker that computes on a single one would do better there. */
    Optional<Integer> better(Set<Integer> cores) {
      double now = of(cores);
      return cores.size() == 1 && alone.keySet().containsAll(cores)
          ? alone.entrySet().stream()
              .max(Map.Entry.comparingByValue())
              .filter(best -> best.getValue() > BETTER * now)
              .map(Map.Entry::getKey)
          : Optional.empty();
    }
  }

  /** One thread for each core, on that core if the system allows it. */
  private final List<ExecutorService> threads = new ArrayList<>();

  private final List<Integer> numbers;
  private final int granted;
  private final Map<Work, Double> bestAlone = new EnumMap<>(Work.class);
  private final Map<Work, Double> bestTogether = new EnumMap<>(Work.class);

  /**
   * A probe, warm.
   *
   * @param granted how many cores are granted
   */
  CoreProbe(int granted) {
    this.granted = granted;
    List<Integer> allowed = Affinity.allowed();
    boolean pinned = allowed.size() >= granted && allowed.size() <= MOST_ALONE;
    int all = pinned ? allowed.size() : granted;
    for (int i = 0; i < all; i++) {
      ExecutorService thread =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("core-probe-" + i).factory());
      threads.add(thread);
      pinned = pinned && pin(thread, allowed.get(i));
    }
    this.numbers = pinned ? allowed : List.of();
    for (int i = 0; i < WARM_UP; i++) {
      for (Work work : Work.values()) {
        together(work, threads);
      }
    }
  }

  private static boolean pin(ExecutorService thread, int core) {
    return value(
        thread.submit(
            () -> {
              try {
                // It is a link to PID/task/TID.
                String self = Files.readSymbolicLink(Path.of("/proc/thread-self")).toString();
                long id = Long.parseLong(self.substring(self.lastIndexOf('/') + 1));
                return Affinity.ofThread(id, List.of(core));
              } catch (IOException | RuntimeException e) {
                return false;
              }
            }));
  }

  /** The speeds now, each at that bit of work at which it is the smallest. */
  Speeds speeds() {
    Map<Integer, Double> alone = new HashMap<>();
    double together = 1;
    for (Work work : Work.values()) {
      double slowest = least(work, threads.subList(0, granted));
      together = Math.min(together, bestTogether.merge(work, slowest, Math::min) / slowest);
      Map<Integer, Double> seconds = new HashMap<>();
      for (int i = 0; i < numbers.size(); i++) {
        seconds.put(numbers.get(i), least(work, threads.subList(i, i + 1)));
      }
      for (double took : seconds.values()) {
        bestAlone.merge(work, took, Math::min);
      }
      seconds.forEach((core, took) -> alone.merge(core, bestAlone.get(work) / took, Math::min));
    }
    return new Speeds(alone, together);
  }

  private static double least(Work work, List<ExecutorService> threads) {
    double seconds = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TRIES; i++) {
      seconds = Math.min(seconds, together(work, threads));
    }
    return seconds;
  }

  /** The seconds of the slowest of those that work at once. */
  private static double together(Work work, List<ExecutorService> threads) {
    AtomicInteger waitedFor = new AtomicInteger(threads.size());
    List<Future<Double>> all = new ArrayList<>();
    for (ExecutorService thread : threads) {
      all.add(thread.submit(() -> secondsAlone(work, waitedFor)));
    }
    return all.stream().mapToDouble(CoreProbe::value).max().orElseThrow();
  }

  private static <T> T value(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
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
    threads.forEach(ExecutorService::shutdownNow);
  }
}
