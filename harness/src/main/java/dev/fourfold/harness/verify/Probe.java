package dev.fourfold.harness.verify;

import dev.fourfold.core.training.Episode;

/**
 * One episode that a subject runs and the oracle runs too.
 *
 * @param kind what it asks
 * @param episode what is run
 * @param reveals whether the last step's learning rate and ε are so large that the change of the
 *     parameters is the gradient (or its moving average) to a float's precision
 * @param readsEachStep whether parameters are read after every step, or only at the end
 */
record Probe(Kind kind, Episode episode, boolean reveals, boolean readsEachStep) {

  /** Its shape, as messages show it. */
  String shape() {
    return episode.task().model() + " B=" + episode.task().batchSize();
  }
}
