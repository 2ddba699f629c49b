package dev.fourfold.harness.statistics;

import java.util.Locale;
import java.util.Optional;

/**
 * When rounds are saved although the interval is wider than was asked for, in the words that the
 * result has for it.
 */
public final class EarlyEnd {
  /** The candidate's speed over the human reference's: below that, plainly slower. */
  private static final double PLAINLY = 0.8;

  /**
   * No look before so many rounds. With a look after two, the intervals of those that are ended
   * cover 92 % of the time and not 95 %, where the truth is near the border: two rounds agree too
   * often by chance (simulated, see {@link Coverage}).
   */
  private static final int FEWEST = 3;

  private EarlyEnd() {}

  /**
   * That a candidate is plainly slower than the human reference, if so: its whole interval lies
   * below what that reaches.
   *
   * @param rounds that it has had
   * @param toHuman its speed over the human reference's
   */
  public static Optional<String> plainlySlower(int rounds, Estimate toHuman) {
    return rounds < FEWEST || toHuman.high() >= PLAINLY
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "after %d rounds it is plainly slower than the human reference: %.2f× (%.2f–%.2f)",
                rounds,
                toHuman.point(),
                toHuman.low(),
                toHuman.high()));
  }

  /** That who was in a hurry has no time for another round. */
  public static String timeUp(int rounds) {
    return "after %d rounds the time was up".formatted(rounds);
  }
}
