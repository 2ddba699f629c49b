package dev.fourfold.harness.statistics;

import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * How many times faster one trainer is than another, from their rounds.
 *
 * <p>The round is the unit: its workers share a JIT's luck and the machine's mood, so episodes
 * inside it are no independent samples. A round gives one log ratio of median seconds per episode;
 * over rounds, Student's t interval of their mean (Student 1908), widened for looking more than
 * once as {@link IntervalRule} says.
 */
public final class RatioOfRounds {
  private RatioOfRounds() {}

  /** The median seconds of a round's episodes. */
  public static double median(List<Double> seconds) {
    return new Median().evaluate(seconds.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * The estimate.
   *
   * @param slow seconds per episode of the denominator, one of each round
   * @param fast seconds per episode of the numerator, of the same rounds; at least two
   */
  public static Estimate estimate(List<Double> slow, List<Double> fast, IntervalRule rule) {
    if (slow.size() != fast.size() || slow.size() < 2) {
      throw new IllegalArgumentException(
          "two rounds at least, of both: %d and %d".formatted(slow.size(), fast.size()));
    }
    SummaryStatistics logs = new SummaryStatistics();
    for (int round = 0; round < slow.size(); round++) {
      logs.addValue(Math.log(slow.get(round) / fast.get(round)));
    }
    int rounds = slow.size();
    double tail = (1 + IntervalRule.CONFIDENCE) / 2;
    double t = new TDistribution(null, rounds - 1).inverseCumulativeProbability(tail);
    double halfWidth = rule.widening() * t * logs.getStandardDeviation() / Math.sqrt(rounds);
    if (rule.roundSpread().isPresent()) {
      double z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(tail);
      halfWidth = Math.max(halfWidth, z * rule.roundSpread().get() / Math.sqrt(rounds));
    }
    return new Estimate(
        Math.exp(logs.getMean()),
        Math.exp(logs.getMean() - halfWidth),
        Math.exp(logs.getMean() + halfWidth),
        IntervalRule.CONFIDENCE);
  }
}
