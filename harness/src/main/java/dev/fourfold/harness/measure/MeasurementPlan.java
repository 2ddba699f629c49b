package dev.fourfold.harness.measure;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.statistics.IntervalRule;
import java.time.Duration;
import java.util.Optional;

/**
 * What is measured, and how long to go on.
 *
 * @param workload what every trainer trains
 * @param corpus where batches come from
 * @param threads cores granted to every trainer
 * @param rule how rounds become an interval, and when there are enough of them
 * @param warmUp how long to warm every worker up at least
 * @param deadline how long any one answer of a worker may take
 */
public record MeasurementPlan(
    Workload workload,
    Corpus corpus,
    int threads,
    IntervalRule rule,
    Duration warmUp,
    Duration deadline) {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * How long a round may wait, in all, for other processes to be done. Nobody compares the numbers
   * of {@link Workload#TINY}: it is for tests and smoke runs, which cannot wait.
   */
  public Duration patience() {
    return workload.equals(Workload.TINY) ? Duration.ZERO : PATIENCE;
  }

  /**
   * As above, with the usual rule on a machine without calibration.
   *
   * @param mostRounds when to give up, at least 2
   * @param precision the interval's half-width to reach, as a fraction: 0.05 is ±5 %
   */
  public MeasurementPlan(
      Workload workload,
      Corpus corpus,
      int threads,
      int mostRounds,
      double precision,
      Duration warmUp,
      Duration deadline) {
    this(
        workload,
        corpus,
        threads,
        IntervalRule.of(precision, mostRounds, Optional.empty()),
        warmUp,
        deadline);
  }
}
