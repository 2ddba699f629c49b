package dev.fourfold.baselines.frontier;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Workers that run the same work together, each its part, and can meet in the midst of it. Worker 0
 * is the thread that calls {@link #run}; the others are threads that live until {@link #close}.
 *
 * <p>A meeting spins, because workers with equal shares arrive within microseconds of one another,
 * but only briefly, and then parks: a worker that has lost its core to another process must be able
 * to get the one on which somebody waits for it.
 */
final class Team implements AutoCloseable {
  private static final long SPIN_NANOSECONDS = 50_000;
  private static final int SPINS_BETWEEN_LOOKS = 32;

  /** What each worker does. */
  interface Work {
    void run(int worker);
  }

  private final int size;
  private final Work work;
  private final Thread[] threads;

  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicIntegerArray parked;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Counts meetings; changes when the last worker has arrived. */
  private volatile int meeting;

  private volatile boolean closed;

  Team(int size, Work work) {
    this.size = size;
    this.work = work;
    this.threads = new Thread[size];
    this.parked = new AtomicIntegerArray(size);
    for (int worker = 1; worker < size; worker++) {
      int number = worker;
      threads[worker] = new Thread(() -> serve(number), "frontier-" + number);
      threads[worker].setDaemon(true);
      threads[worker].start();
    }
  }

  /**
   * Runs the work once, on every worker, and returns when all have done their parts.
   *
   * @throws IllegalStateException if a worker fails, now or before: the team is of no use then
   */
  void run() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    threads[0] = Thread.currentThread();
    meet(0);
    try {
      work.run(0);
    } catch (RuntimeException | Error e) {
      fail(e);
    }
    meet(0);
  }

  /** Waits until every worker has come here. What they did before is visible to all afterwards. */
  void meet(int worker) {
    requireHealth();
    int before = meeting;
    if (arrived.incrementAndGet() == size) {
      arrived.set(0);
      meeting = before + 1;
      wakeParked();
      return;
    }
    if (!spin(before)) {
      parked.set(worker, 1);
      while (meeting == before && failure.get() == null) {
        LockSupport.park(this);
      }
      parked.set(worker, 0);
    }
    requireHealth();
  }

  /** Whether the meeting took place while spinning. */
  private boolean spin(int before) {
    long deadline = System.nanoTime() + SPIN_NANOSECONDS;
    do {
      for (int i = 0; i < SPINS_BETWEEN_LOOKS; i++) {
        if (meeting != before) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() < deadline);
    return false;
  }

  private void wakeParked() {
    for (int worker = 0; worker < size; worker++) {
      if (parked.get(worker) != 0) {
        LockSupport.unpark(threads[worker]);
      }
    }
  }

  private void serve(int worker) {
    try {
      while (true) {
        meet(worker);
        if (closed) {
          return;
        }
        work.run(worker);
        meet(worker);
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private void fail(Throwable cause) {
    failure.compareAndSet(null, cause);
    wakeParked();
  }

  private void requireHealth() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("a worker failed", cause);
    }
  }

  /** Ends the threads and waits until they have ended. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    threads[0] = Thread.currentThread();
    if (failure.get() == null) {
      meet(0);
    }
    boolean interrupted = false;
    for (int worker = 1; worker < size; worker++) {
      while (threads[worker].isAlive()) {
        try {
          threads[worker].join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
