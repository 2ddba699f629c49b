package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.statistics.IntervalRule;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What is measured, and how long to go on.
 *
 * @param workload what every trainer trains
 * @param corpus where batches come from
 * @param threads cores granted to every trainer
 * @param rule how rounds become an interval, and when there are enough of them
 * @param warmUp how long to warm every worker up, to the nearest episode
 * @param deadline how long any one answer of a worker may take
 * @param wayBack whether turns are taken there and back, so that a drift of the machine cancels;
 *     who is in a hurry does without
 * @param end when to have answered; no round after the second is begun that would not end by then
 */
public record MeasurementPlan(
    Workload workload,
    Corpus corpus,
    int threads,
    IntervalRule rule,
    Duration warmUp,
    Duration deadline,
    boolean wayBack,
    Optional<TimeLimit> end) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration REHEARSAL = Duration.ofSeconds(6);
  private static final Duration QUICK_REHEARSAL = Duration.ofSeconds(3);

  /** What {@link #quick} asks for: no precision at all, but a factor of eleven is no answer. */
  private static final double QUICK_PRECISION = 10;

  private static final int QUICK_ROUNDS = 3;

  private static final Duration QUICK_WARM_UP = Duration.ofSeconds(1);

  /** Where nobody compares the numbers, it is enough to have been warmed up at all. */
  private static final Duration QUICK_WARM_UP_OF_TINY = Duration.ofMillis(100);

  /** There and back, for as long as it takes. */
  public MeasurementPlan(
      Workload workload,
      Corpus corpus,
      int threads,
      IntervalRule rule,
      Duration warmUp,
      Duration deadline) {
    this(workload, corpus, threads, rule, warmUp, deadline, true, Optional.empty());
  }

  /**
   * The same in a hurry: three rounds without a way back, or two if there is no time for a third.
   * There is one look, at the end, which time and not the interval decides; so Student's t of so
   * few rounds covers as often as ever, and is wide.
   *
   * @param end when to have answered
   */
  public MeasurementPlan quick(TimeLimit end) {
    IntervalRule once = IntervalRule.of(QUICK_PRECISION, QUICK_ROUNDS, rule.roundSpread());
    Duration brief = isCompared() ? QUICK_WARM_UP : QUICK_WARM_UP_OF_TINY;
    return new MeasurementPlan(
        workload, corpus, threads, once, brief, deadline, false, Optional.of(end));
  }

  /** Whether a rule is that of {@link #quick}, under which time may be up. */
  public static boolean isQuick(IntervalRule rule) {
    return rule.precision() == QUICK_PRECISION;
  }

  /** How long to warm up where nobody says it: {@link Workload#TINY} is for tests. */
  public static Duration usualWarmUp(Workload workload) {
    return workload.equals(Workload.TINY) ? QUICK_WARM_UP_OF_TINY : Round.WARM_UP;
  }

  /** Nobody compares the numbers of {@link Workload#TINY}, which is for tests and smoke runs. */
  boolean isCompared() {
    return !workload.equals(Workload.TINY);
  }

  /**
   * How long a round may wait, in all, for other processes to be done. Somebody in a hurry does
   * not.
   */
  public Duration patience() {
    return isCompared() && end.isEmpty() ? PATIENCE : Duration.ZERO;
  }

  /**
   * After how many rounds the machine's peak is looked at once more: in that of {@link #quick}, and
   * where nobody compares the numbers, it is known well enough.
   */
  int roundsWithALookAtThePeak() {
    return isCompared() && end.isEmpty() ? IntervalRule.FEWEST : 0;
  }

  /** Eyes for the rounds of this plan: they try the cores too, if anybody compares the numbers. */
  Watch newWatch() {
    return isCompared() ? new Watch(new CoreProbe(threads)) : new Watch();
  }

  /**
   * A round of this plan, with nobody seated.
   *
   * @param seeds where the seeds of its episodes come from
   */
  public Round newRound(SplittableRandom seeds) {
    return new Round(workload, threads, corpus, warmUp, deadline, seeds);
  }

  /**
   * How long the harness warms itself up before the first round; not at all where nobody compares
   * the numbers.
   */
  public Duration rehearsal() {
    Duration usual = end.isPresent() ? QUICK_REHEARSAL : REHEARSAL;
    return isCompared() ? usual : Duration.ZERO;
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
