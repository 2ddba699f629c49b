package dev.fourfold.baselines.frontier;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads, its members, that run the same work together, each its part, and can meet in the midst
 * of it. Member 0 is the thread that calls {@link #run}; the others are threads that live until
 * {@link #close}.
 *
 * <p>A meeting spins, because members with equal shares arrive within microseconds of one another,
 * but only briefly, and then parks: a member that has lost its core to another process must be able
 * to get the one on which somebody waits for it.
 */
final class Team implements AutoCloseable {
  private static final long SPIN_NANOSECONDS = 50_000;
  private static final int SPINS_BETWEEN_LOOKS = 32;

  /** What each member does. */
  interface Work {
    void run(int member);
  }

  private final int size;
  private final Work work;
  private final Thread[] threads;

  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicIntegerArray parked;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Counts meetings; changes when the last member has arrived. */
  private volatile int meeting;

  private volatile boolean closed;

  Team(int size, Work work) {
    this.size = size;
    this.work = work;
    this.threads = new Thread[size];
    this.parked = new AtomicIntegerArray(size);
    for (int member = 1; member < size; member++) {
      int number = member;
      threads[member] = new Thread(() -> serve(number), "frontier-" + number);
      threads[member].setDaemon(true);
      threads[member].start();
    }
  }

  /**
   * Runs the work once, on every member, and returns when all have done their parts.
   *
   * @throws IllegalStateException if a member fails, now or before: the team is of no use then
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

  /** Waits until every member has come here. What they did before is visible to all afterwards. */
  void meet(int member) {
    requireHealth();
    int before = meeting;
    if (arrived.incrementAndGet() == size) {
      arrived.set(0);
      meeting = before + 1;
      wakeParked();
      return;
    }
    if (!spin(before)) {
      parked.set(member, 1);
      while (meeting == before && failure.get() == null) {
        LockSupport.park(this);
      }
      parked.set(member, 0);
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
    for (int member = 0; member < size; member++) {
      if (parked.get(member) != 0) {
        LockSupport.unpark(threads[member]);
      }
    }
  }

  private void serve(int member) {
    try {
      while (true) {
        meet(member);
        if (closed) {
          return;
        }
        work.run(member);
        meet(member);
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
      throw new IllegalStateException("a member failed", cause);
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
    for (int member = 1; member < size; member++) {
      while (threads[member].isAlive()) {
        try {
          threads[member].join();
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
