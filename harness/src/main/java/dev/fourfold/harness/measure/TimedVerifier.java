package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.ColdStart;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.Trace;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.verify.EpisodeCheck;
import dev.fourfold.harness.verify.Verification;

/**
 * Verifies what was timed: a trusted trainer trains the same, drawn from the same seed. May be used
 * by several threads, which then wait for the trusted trainer.
 */
public final class TimedVerifier {
  private final MeasurementPlan plan;
  private final TrainerProvider trusted;

  /**
   * For what is timed by a plan.
   *
   * @param trusted what says what is right
   */
  public TimedVerifier(MeasurementPlan plan, TrainerProvider trusted) {
    this.plan = plan;
    this.trusted = trusted;
  }

  /**
   * What came of it.
   *
   * @param expected the trusted trainer's
   */
  public record Verified(Verification verification, Trace expected) {}

  /**
   * A timed episode.
   *
   * @param where names it in messages, to which the seed is added
   */
  public Verified episode(String where, TimedEpisode one) {
    return verify(where, plan.workload(), one.seed(), one.trace());
  }

  /** A cold start, in the same way. */
  public Verified coldStart(String where, ColdStart cold) {
    return verify(where, Round.cold(plan.workload()), cold.seed(), cold.trace());
  }

  private Verified verify(String where, Workload workload, long seed, Trace actual) {
    Episode episode = Episode.draw(workload, plan.threads(), plan.corpus(), seed);
    Trace expected;
    synchronized (trusted) {
      expected = episode.run(trusted);
    }
    return new Verified(
        EpisodeCheck.compare(where + ", seed " + seed, episode, actual, expected), expected);
  }
}
