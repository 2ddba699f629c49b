package dev.fourfold.harness.verify;

import java.util.List;
import java.util.Optional;

/**
 * What a subject made of one probe, beside what the oracle makes of it.
 *
 * @param deviations every quantity's, in the order of computation
 */
record Answer(ProbeSampler.Drawn drawn, Observed observed, List<Deviation> deviations) {

  static Answer of(ProbeSampler.Drawn drawn, Observed observed) {
    return new Answer(drawn, observed, Deviations.of(drawn.probe(), drawn.exact(), observed));
  }

  Probe probe() {
    return drawn.probe();
  }

  /** Whether it keeps its bounds, or so many times them, and leaves alone what is not its own. */
  boolean isWithin(double times, Tally tally) {
    return observed.intrusion().isEmpty() && tally.firstBeyond(times, deviations).isEmpty();
  }

  /** What a fault that shows in this deviation looks like. */
  Optional<String> diagnosis(Deviation off) {
    return Diagnosis.of(probe(), drawn.exact(), observed, off);
  }
}
