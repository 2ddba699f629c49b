package dev.fourfold.baselines.frontier;

import dev.fourfold.core.training.StepPhase;
import java.util.EnumMap;
import java.util.Map;

/** One member's time by phase. Changing the phase costs one look at the clock, about 25 ns. */
final class PhaseClock {
  private final Map<StepPhase, Counter> counters = new EnumMap<>(StepPhase.class);
  private Counter running = new Counter();
  private long since;

  private static final class Counter {
    private long nanoseconds;
  }

  PhaseClock() {
    for (StepPhase phase : StepPhase.values()) {
      counters.put(phase, new Counter());
    }
  }

  /** Starts the clock in a phase: the time before belongs to none. */
  void start(StepPhase first) {
    running = counters.get(first);
    since = System.nanoTime();
  }

  /** Ends the phase at hand and enters another. */
  void enter(StepPhase next) {
    long now = System.nanoTime();
    running.nanoseconds += now - since;
    since = now;
    running = counters.get(next);
  }

  double seconds(StepPhase phase) {
    return counters.get(phase).nanoseconds * 1e-9;
  }
}
