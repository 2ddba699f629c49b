package dev.fourfold.harness.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the granted cores can do at this moment: the same bit of arithmetic on all of them at once.
 *
 * <p>Not all that slows a machine down can be read. Where a hypervisor lets two virtual cores share
 * a physical one for a while, both are busy all the time, nothing is stolen, and whoever uses both
 * takes 1.6 times as long (measured; whoever uses one notices nothing). A probe sees that. It takes
 * a few milliseconds, beside episodes and never in one.
 */
public final class CoreProbe implements AutoCloseable {
  /** 0.7 ms of it, on the machine where it was written. */
  private static final int STEPS = 450_000;

  /** Whatever interrupts a thread for a moment is not what is looked for: the best of so many. */
  private static final int TRIES = 3;

  /** Until the loop is compiled. */
  private static final int WARM_UP = 20;

  private final int cores;
  private final ExecutorService threads;
  private double best = Double.POSITIVE_INFINITY;

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
      secondsTogether();
    }
  }

  /** The cores' speed now, as a fraction of the best that this probe has seen. */
  double speed() {
    double seconds = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TRIES; i++) {
      seconds = Math.min(seconds, secondsTogether());
    }
    best = Math.min(best, seconds);
    return best / seconds;
  }

  /** The seconds of the slowest core. */
  private double secondsTogether() {
    AtomicInteger waitedFor = new AtomicInteger(cores);
    List<Future<Double>> all = new ArrayList<>();
    for (int core = 0; core < cores; core++) {
      all.add(threads.submit(() -> secondsAlone(waitedFor)));
    }
    double slowest = 0;
    try {
      for (Future<Double> one : all) {
        slowest = Math.max(slowest, one.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return slowest;
  }

  private double secondsAlone(AtomicInteger waitedFor) {
    waitedFor.decrementAndGet();
    while (waitedFor.get() > 0) {
      Thread.onSpinWait();
    }
    long start = System.nanoTime();
    double result = chains(1 + 1e-9 * start);
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
    for (int step = 0; step < STEPS; step++) {
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

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
