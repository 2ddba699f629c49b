package dev.fourfold.harness.verify;

import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.Trace;
import java.util.List;
import java.util.Optional;

/** Holds what came out of a timed episode against what a trusted trainer got on the same one. */
public final class EpisodeCheck {
  /**
   * The trusted trainer computes in fp32 too: where each may be one bound away from the truth, the
   * two may be two bounds apart.
   */
  private static final double TWO_TRAINERS = 2;

  private EpisodeCheck() {}

  /**
   * Compares losses and final parameters.
   *
   * @param where names the episode in the message
   * @param actual the candidate's
   * @param expected the trusted fp32 trainer's
   */
  public static Verification compare(String where, Episode episode, Trace actual, Trace expected) {
    Probe probe = new Probe(Kind.EPISODE, episode, false, false);
    Tally tally = new Tally(Bounds.committed(), TWO_TRAINERS);
    Optional<Reason> failure =
        tally
            .add(Deviations.of(probe, exact(episode, expected), observed(episode, actual)))
            .map(
                deviation ->
                    new Reason(tally.code(deviation), where + ": " + tally.message(deviation)));
    return new Verification(tally.checks(), failure, List.of());
  }

  private static Expected exact(Episode episode, Trace trace) {
    double[][] parameters = new double[episode.steps() + 1][0];
    parameters[0] = Expected.widen(episode.initialParameters());
    parameters[episode.steps()] = Expected.widen(trace.finalParameters());
    return new Expected(Expected.widen(trace.losses()), parameters);
  }

  private static Observed observed(Episode episode, Trace trace) {
    float[][] parameters = new float[episode.steps() + 1][0];
    parameters[episode.steps()] = trace.finalParameters();
    return new Observed(trace.losses(), parameters, Optional.empty());
  }
}
