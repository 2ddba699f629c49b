package dev.fourfold.harness.grading;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.ColdStart;
import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.core.worker.WorkerProcess;
import dev.fourfold.harness.measure.Accounts;
import dev.fourfold.harness.measure.MachinePeak;
import dev.fourfold.harness.measure.MeasurementPlan;
import dev.fourfold.harness.measure.Progress;
import dev.fourfold.harness.measure.TimedVerifier;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.verify.Reason;
import dev.fourfold.harness.verify.ReasonCode;
import dev.fourfold.harness.verify.WorkerFailures;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A grading of one candidate alone, that gives no number: everything that can throw a candidate out
 * is as in {@link Grading}, but nobody is timed beside it. It says in seconds what a grading would.
 */
public final class Trial implements AutoCloseable {
  private static final int BLOCKS = 2;

  private final MeasurementPlan plan;
  private final Accounts accounts;
  private final Progress progress;
  private final Duration patience;

  /** Trials may run side by side, and wait for it. */
  private final WorkerProcess trusted;

  private final TimedVerifier verifier;

  /**
   * Ready to try candidates, with a trusted worker for expected values.
   *
   * @param peak of the granted cores
   * @param patience how long to wait for a worker with nothing to do to be quiet, usually {@link
   *     dev.fourfold.benchmarks.episode.Leftovers#PATIENCE}
   */
  public Trial(MeasurementPlan plan, MachinePeak peak, Progress progress, Duration patience) {
    this.plan = plan;
    this.accounts = new Accounts(plan.workload(), plan.threads(), peak);
    this.progress = progress;
    this.patience = patience;
    Entrant trustedEntrant = BuiltInTrainers.trusted(plan.workload());
    this.trusted =
        WorkerProcess.start(trustedEntrant.label(), trustedEntrant.command(), plan.deadline());
    this.verifier = new TimedVerifier(plan, trusted);
  }

  /** Why the candidate is not verified, first on held-out shapes and then timed; empty if it is. */
  public Optional<Reason> verifyAndTime(Candidate candidate) {
    return new Grading(plan, new SecureRandom().nextLong(), progress)
        .check(candidate)
        .failure()
        .or(() -> time(candidate));
  }

  /** Why the candidate is thrown out when it is timed, if it is. */
  public Optional<Reason> time(Candidate candidate) {
    if (candidate.forbidden().isPresent()) {
      return candidate.forbidden().map(what -> new Reason(ReasonCode.FORBIDDEN_API, what));
    }
    SplittableRandom seeds = new SplittableRandom(new SecureRandom().nextLong());
    List<TimedEpisode> timed = new ArrayList<>();
    ColdStart cold;
    Optional<Reason> failure;
    try (Round round = plan.newRound(seeds)) {
      cold = round.admit(candidate.entrant(candidate.name()));
      for (int block = 0; block < BLOCKS; block++) {
        synchronized (this) {
          // JMH keeps a benchmark's state in a static field: one at a time.
          timed.addAll(round.block(candidate.name()));
        }
      }
      failure =
          round
              .leftovers(candidate.name(), patience)
              .flatMap(left -> accounts.check(plan.workload().name(), left));
    } catch (WorkerException e) {
      return Optional.of(WorkerFailures.reason(e, candidate));
    }
    if (failure.isEmpty()) {
      String where = plan.workload().name() + ", cold start";
      failure = verifier.coldStart(where, cold).verification().failure();
    }
    for (TimedEpisode one : timed) {
      if (failure.isPresent()) {
        break;
      }
      String where = "%s, episode %d".formatted(plan.workload().name(), one.position() + 1);
      failure = verifier.episode(where, one).verification().failure();
    }
    return failure.or(() -> accounts.check(plan.workload().name(), timed));
  }

  @Override
  public void close() {
    trusted.close();
  }
}
