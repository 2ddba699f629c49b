package dev.fourfold.baselines.frontier;

/** One worker's time by phase. Changing the phase costs one look at the clock, about 25 ns. */
final class PhaseClock {
  private final long[] nanoseconds = new long[Phase.values().length];
  private Phase phase = Phase.WAITING;
  private long since;

  /** Starts the clock: what was before belongs to no phase. */
  void start(Phase first) {
    phase = first;
    since = System.nanoTime();
  }

  /** Ends the phase at hand and enters another. */
  void enter(Phase next) {
    long now = System.nanoTime();
    nanoseconds[phase.ordinal()] += now - since;
    phase = next;
    since = now;
  }

  double seconds(Phase of) {
    return nanoseconds[of.ordinal()] * 1e-9;
  }
}
