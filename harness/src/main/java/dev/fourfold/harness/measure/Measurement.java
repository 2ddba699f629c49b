package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.ColdStart;
import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.Rehearsal;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.Trace;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.worker.WorkerProcess;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.verify.EpisodeCheck;
import dev.fourfold.harness.verify.Reason;
import dev.fourfold.harness.verify.Verification;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs rounds until every candidate's interval is narrow enough, or rounds are used up.
 *
 * <p>Candidates graded together share the baseline and the human reference of a round; one that is
 * done, or has failed, is not seated any more.
 */
public final class Measurement {
  /** Verification is rehearsed in so many stretches: as many looks at the machine. */
  private static final int REHEARSED_STRETCHES = 4;

  private final MeasurementPlan plan;
  private final Progress progress;
  private final Accounts accounts;

  /**
   * A measurement.
   *
   * @param peak of the granted cores; looked at again after each of the first rounds
   */
  public Measurement(MeasurementPlan plan, Progress progress, MachinePeak peak) {
    this.plan = plan;
    this.progress = progress;
    this.accounts = new Accounts(plan.workload(), plan.threads(), peak);
  }

  /**
   * Measures verified candidates.
   *
   * @param done is told of each as soon as no more rounds are spent on it
   * @throws IllegalStateException if the baseline or the human reference fails: our own fault
   */
  public void run(List<Candidate> candidates, Consumer<Measured> done) {
    Map<String, Tally> tallies = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      String label = "candidate:" + candidate.name();
      for (int copy = 2; tallies.containsKey(label); copy++) {
        label = "candidate:" + candidate.name() + "#" + copy;
      }
      tallies.put(label, new Tally(candidate, label, plan));
    }
    if (candidates.isEmpty()) {
      return;
    }
    progress.expect(RoundTimer.units(plan.rule().mostRounds(), candidates.size()));
    Map<String, LossSample> losses = new HashMap<>();
    Entrant trustedEntrant = BuiltInTrainers.trusted(plan.workload());
    try (WorkerProcess trusted =
            WorkerProcess.start(trustedEntrant.label(), trustedEntrant.command(), plan.deadline());
        Watch watch = plan.newWatch()) {
      RoundTimer timer = new RoundTimer(plan, progress, accounts, watch);
      rehearse(trusted, timer);
      for (int number = 1; number <= plan.rule().mostRounds(); number++) {
        List<Tally> seated = tallies.values().stream().filter(Tally::wantsMore).toList();
        if (seated.isEmpty()) {
          break;
        }
        long start = System.nanoTime();
        trusted.pause();
        TimedRound timed = timer.time(number, byLabel(seated));
        if (number <= plan.roundsWithALookAtThePeak()) {
          accounts.peak().look();
        }
        trusted.resume();
        // What was timed is verified, now that its workers are gone.
        verify(timed, seated, trusted, losses);
        for (Tally tally : seated) {
          tally.add(timed);
          tally.lastEstimate().ifPresent(progress::say);
        }
        if (number > 1 && isLate(start)) {
          seated.forEach(Tally::endInTime);
        }
        seated.stream()
            .filter(tally -> !tally.wantsMore())
            .forEach(tally -> done.accept(tally.outcome(losses)));
      }
    }
  }

  /**
   * Half of it with the trusted worker: else the first round's verification would wait for that to
   * get warm, as well as for the harness's own comparing, drawing and sending.
   */
  private void rehearse(TrainerProvider trusted, RoundTimer timer) {
    Duration half = plan.rehearsal().dividedBy(2);
    if (half.isZero()) {
      return;
    }
    Duration stretch = half.dividedBy(REHEARSED_STRETCHES);
    for (int i = 0; i < REHEARSED_STRETCHES; i++) {
      timer.rehearse(() -> rehearseVerification(trusted, stretch));
    }
    timer.rehearse(() -> Rehearsal.turns(plan.threads(), plan.corpus(), half));
  }

  private void rehearseVerification(TrainerProvider trusted, Duration length) {
    SplittableRandom seeds = new SplittableRandom();
    // Not by the time of day, which may jump.
    long start = System.nanoTime();
    while (System.nanoTime() - start < length.toNanos()) {
      Episode episode =
          Episode.draw(plan.workload(), plan.threads(), plan.corpus(), seeds.nextLong());
      Trace trace = episode.run(trusted);
      EpisodeCheck.compare("rehearsal", episode, trace, trace);
    }
  }

  /** Whether another round like the last would not end in time. */
  private boolean isLate(long startOfLast) {
    Duration last = Duration.ofNanos(System.nanoTime() - startOfLast);
    return plan.end().filter(end -> !end.allows(last)).isPresent();
  }

  private static Map<String, Tally> byLabel(List<Tally> tallies) {
    Map<String, Tally> byLabel = new LinkedHashMap<>();
    tallies.forEach(tally -> byLabel.put(tally.label(), tally));
    return byLabel;
  }

  /** Every episode, the baseline's and the human reference's too, and every cold start. */
  private void verify(
      TimedRound round,
      List<Tally> seated,
      TrainerProvider trusted,
      Map<String, LossSample> losses) {
    Map<String, Tally> byLabel = byLabel(seated);
    TimedVerifier verifier = new TimedVerifier(plan, trusted);
    for (ColdStart cold : round.cold()) {
      String where = "%s, round %d, cold start".formatted(plan.workload().name(), round.number());
      add(verifier.coldStart(where, cold).verification(), cold.label(), byLabel);
    }
    for (TimedRound.Turn turn : round.turns()) {
      for (TimedEpisode one : turn.episodes()) {
        String where =
            "%s, round %d, episode %d"
                .formatted(plan.workload().name(), round.number(), one.position() + 1);
        TimedVerifier.Verified verified = verifier.episode(where, one);
        add(verified.verification(), one.label(), byLabel);
        losses.putIfAbsent(
            one.label(), LossSample.of(one.label(), one.seed(), one.trace(), verified.expected()));
      }
    }
    String where = "%s, round %d".formatted(plan.workload().name(), round.number());
    for (Tally tally : seated) {
      if (!tally.hasFailed()) {
        accounts.check(where, round.episodes(tally.label())).ifPresent(tally::fail);
      }
    }
  }

  private static void add(Verification verification, String label, Map<String, Tally> byLabel) {
    if (byLabel.containsKey(label)) {
      byLabel.get(label).add(verification);
    } else if (!verification.passed()) {
      throw new IllegalStateException(
          "%s is wrong: %s"
              .formatted(label, verification.failure().map(Reason::message).orElse("")));
    }
  }
}
