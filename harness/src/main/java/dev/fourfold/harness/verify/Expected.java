package dev.fourfold.harness.verify;

import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.oracle.Oracle;
import dev.fourfold.core.training.Episode;

/**
 * What the oracle makes of an episode.
 *
 * @param losses of each of the K steps
 * @param parameters before the first step and after each of the K: K+1 of them
 */
record Expected(double[] losses, double[][] parameters) {

  static Expected of(Episode episode) {
    Oracle oracle = new Oracle(episode.task(), widen(episode.initialParameters()));
    double[] losses = new double[episode.steps()];
    double[][] parameters = new double[episode.steps() + 1][];
    parameters[0] = oracle.parameters();
    for (int step = 0; step < episode.steps(); step++) {
      TokenBatch batch = episode.batches().get(step);
      losses[step] = oracle.step(batch.inputs(), batch.targets(), episode.learningRates()[step]);
      parameters[step + 1] = oracle.parameters();
    }
    return new Expected(losses, parameters);
  }

  static double[] widen(float[] values) {
    double[] widened = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      widened[i] = values[i];
    }
    return widened;
  }
}
