package dev.fourfold.baselines.frontier;

import java.util.EnumMap;
import java.util.Map;

/** One worker's time by phase. Changing the phase costs one look at the clock, about 25 ns. */
final class PhaseClock {
  private final Map<Phase, Counter> counters = new EnumMap<>(Phase.class);
  private Counter running = new Counter();
  private long since;

  private static final class Counter {
    private long nanoseconds;
  }

  PhaseClock() {
    for (Phase phase : Phase.values()) {
      counters.put(phase, new Counter());
    }
  }

  /** Starts the clock in a phase: the time before belongs to none. */
  void start(Phase first) {
    running = counters.get(first);
    since = System.nanoTime();
  }

  /** Ends the phase at hand and enters another. */
  void enter(Phase next) {
    long now = System.nanoTime();
    running.nanoseconds += now - since;
    since = now;
    running = counters.get(next);
  }

  double seconds(Phase phase) {
    return counters.get(phase).nanoseconds * 1e-9;
  }
}
