package dev.fourfold.core.training;

import java.util.Map;

/**
 * A trainer that knows where its time goes. Optional: for explaining a speedup, never for measuring
 * it, since a trainer's own clock proves nothing.
 */
public interface PhaseTimed {

  /**
   * Seconds spent in each phase of all steps so far, averaged over the trainer's threads, so that
   * the phases add up to the time that {@link Trainer#step} took.
   *
   * @return phases in the order in which a step enters them
   */
  Map<String, Double> phaseSeconds();
}
