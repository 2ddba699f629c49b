package dev.fourfold.harness.measure;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import java.time.Duration;

/**
 * What is measured, and how long to go on.
 *
 * @param workload what every trainer trains
 * @param corpus where batches come from
 * @param threads cores granted to every trainer
 * @param mostRounds when to give up, at least 2
 * @param precision the interval's half-width to reach, as a fraction: 0.05 is ±5 %
 * @param warmUp how long to warm every worker up at least
 * @param deadline how long any one answer of a worker may take
 */
public record MeasurementPlan(
    Workload workload,
    Corpus corpus,
    int threads,
    int mostRounds,
    double precision,
    Duration warmUp,
    Duration deadline) {

  /** Fewer rounds say too little about how rounds differ. */
  private static final int FEWEST_ROUNDS = 3;

  /** The number of rounds below which no interval is narrow enough. */
  int fewestRounds() {
    return Math.min(FEWEST_ROUNDS, mostRounds);
  }
}
