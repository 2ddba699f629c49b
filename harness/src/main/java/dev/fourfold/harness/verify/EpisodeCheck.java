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
   * <p>With a tiny ε one episode in some thousands is ill-conditioned: gradients near zero have
   * signs that rounding decides, and all that follows depends on them. Nobody is accused before it
   * is known that this one is not: the oracle runs it with disturbed initial parameters, and how
   * far that moves a quantity is legal there. Whoever is within the usual bounds needs no oracle.
   *
   * @param where names the episode in the message
   * @param actual the candidate's
   * @param expected the trusted fp32 trainer's
   */
  public static Verification compare(String where, Episode episode, Trace actual, Trace expected) {
    Probe probe = new Probe(Kind.EPISODE, episode, false, false);
    List<Deviation> deviations =
        Deviations.of(probe, exact(episode, expected), observed(episode, actual));
    Tally tally = new Tally(Bounds.committed(), TWO_TRAINERS);
    Optional<Deviation> off = tally.add(deviations);
    if (off.isPresent() && deviations.stream().allMatch(Deviation::isFinite)) {
      Bounds own = Bounds.committed().withErrors(Conditioning.sensitivity(probe));
      tally = new Tally(own, TWO_TRAINERS);
      off = tally.add(deviations);
    }
    return new Verification(tally.checks(), reason(where, tally, off), List.of());
  }

  private static Optional<Reason> reason(String where, Tally tally, Optional<Deviation> off) {
    return off.map(
        deviation -> new Reason(tally.code(deviation), where + ": " + tally.message(deviation)));
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
