package dev.fourfold.harness.statistics;

import java.util.Optional;

/**
 * How rounds become an interval, and when there are enough of them: fixed before the first round
 * and recorded with the result, so that anyone can compute the same interval again.
 *
 * <p>Whoever looks after every round and stops at the first interval that is narrow enough stops
 * too often when the spread happens to look small, and such intervals cover too rarely (Chow and
 * Robbins 1965 show it vanish only with many rounds; with three at least and no correction it is 91
 * % instead of 95 % here). Two things correct for it: no look before {@value #FEWEST} rounds, or
 * more for a fine precision, and every half-width widened by {@value #WIDENING}. Both were chosen
 * by simulation, see {@link Coverage} and {@code docs/measurement.md}.
 *
 * @param precision the half-width to reach, as a fraction: 0.05 is ±5 %
 * @param fewestRounds the number of rounds before the first look
 * @param mostRounds when to give up
 * @param roundSpread the standard deviation of a round's log ratio that an A/A calibration of this
 *     machine found: no interval is narrower than this allows
 */
public record IntervalRule(
    double precision, int fewestRounds, int mostRounds, Optional<Double> roundSpread) {

  /** How often an interval covers the truth. */
  public static final double CONFIDENCE = 0.95;

  /** The number of rounds before the first look. */
  public static final int FEWEST = 4;

  /** When to give up, if nothing else is said. */
  public static final int USUAL_ROUNDS = 16;

  /** A finer precision than this needs more rounds before the first look, in proportion. */
  private static final double FEWEST_SUFFICE_FOR = 0.05;

  /** What a half-width is multiplied by if one looks more than once. */
  public static final double WIDENING = 1.05;

  /** The usual rule; with fewer rounds than a first look needs, there is one look, at the end. */
  public static IntervalRule of(double precision, int mostRounds, Optional<Double> roundSpread) {
    long fewest = Math.max(FEWEST, Math.round(FEWEST * FEWEST_SUFFICE_FOR / precision));
    return new IntervalRule(precision, (int) Math.min(fewest, mostRounds), mostRounds, roundSpread);
  }

  /** What half-widths are multiplied by: 1 if there is one look only. */
  public double widening() {
    return mostRounds > fewestRounds ? WIDENING : 1;
  }

  /** Whether no further round is needed. */
  public boolean isEnough(int rounds, Estimate estimate) {
    return rounds >= mostRounds
        || (rounds >= fewestRounds && estimate.relativeHalfWidth() <= precision);
  }
}
