package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.core.worker.WorkerProcess;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.verify.EpisodeCheck;
import dev.fourfold.harness.verify.Reason;
import dev.fourfold.harness.verify.Verification;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.openjdk.jmh.results.RunResult;

/**
 * Runs rounds until every candidate's interval is narrow enough, or rounds are used up.
 *
 * <p>Candidates graded together share the baseline and the human reference of each round; one that
 * is done, or has failed, is not seated any more.
 */
public final class Measurement {
  private static final String BASELINE_LABEL = "baseline:" + BuiltInTrainers.BASELINE;
  private static final String HUMAN_LABEL = "human:" + BuiltInTrainers.HUMAN;

  /** Once there and once back: a drift across the round cancels. */
  private static final int PASSES = 2;

  private final MeasurementPlan plan;
  private final Progress progress;
  private final Accounts accounts;

  /**
   * A measurement.
   *
   * @param peakGflops the measured fp32 FMA peak of the granted cores
   */
  public Measurement(MeasurementPlan plan, Progress progress, double peakGflops) {
    this.plan = plan;
    this.progress = progress;
    this.accounts = new Accounts(plan.workload(), plan.threads(), peakGflops);
  }

  /**
   * Measures verified candidates, in the order given.
   *
   * @throws IllegalStateException if the baseline or the human reference fails: our own fault
   */
  public List<Measured> run(List<Candidate> candidates) {
    Map<String, Tally> tallies = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      String label = "candidate:" + candidate.name();
      for (int copy = 2; tallies.containsKey(label); copy++) {
        label = "candidate:" + candidate.name() + "#" + copy;
      }
      tallies.put(label, new Tally(candidate, label, plan));
    }
    if (candidates.isEmpty()) {
      return List.of();
    }
    progress.expect((long) plan.mostRounds() * (2 + candidates.size()) * (1 + PASSES));
    Entrant fastest = BuiltInTrainers.fastest("trusted");
    try (WorkerProcess trusted =
        WorkerProcess.start(fastest.label(), fastest.command(), plan.deadline())) {
      for (int number = 1; number <= plan.mostRounds(); number++) {
        List<Tally> seated = tallies.values().stream().filter(Tally::wantsMore).toList();
        if (seated.isEmpty()) {
          break;
        }
        trusted.pause();
        List<TimedEpisode> timed = new ArrayList<>();
        Map<String, RunResult> jmh = time(number, seated, timed);
        trusted.resume();
        // What was timed is verified, now that its workers are gone.
        verify(number, timed, seated, trusted);
        for (Tally tally : seated) {
          tally.add(number, timed, jmh);
          tally.lastEstimate().ifPresent(progress::say);
        }
      }
    }
    return tallies.values().stream().map(Tally::outcome).toList();
  }

  /** One round; its episodes go to {@code timed}, JMH's record of them is returned. */
  private Map<String, RunResult> time(int number, List<Tally> seated, List<TimedEpisode> timed) {
    // Secure, and drawn after the last round's workers are gone: nobody can know these seeds.
    SplittableRandom seeds = new SplittableRandom(new SecureRandom().nextLong());
    Map<String, Tally> byLabel = byLabel(seated);
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(BuiltInTrainers.entrant(BuiltInTrainers.BASELINE, BASELINE_LABEL));
    entrants.add(BuiltInTrainers.entrant(BuiltInTrainers.HUMAN, HUMAN_LABEL));
    seated.forEach(tally -> entrants.add(tally.candidate().entrant(tally.label())));
    Collections.shuffle(entrants, new Random(seeds.nextLong()));
    try (Round round =
        new Round(
            plan.workload(),
            plan.threads(),
            plan.corpus(),
            plan.warmUp(),
            plan.deadline(),
            seeds.split())) {
      for (Entrant entrant : entrants) {
        attempt(byLabel, entrant.label(), () -> round.admit(entrant));
        progress.step("round %d: %s is warm".formatted(number, entrant.label()));
      }
      for (int pass = 0; pass < PASSES; pass++) {
        for (Entrant entrant : pass % 2 == 0 ? entrants : entrants.reversed()) {
          if (!hasFailed(byLabel, entrant.label())) {
            attempt(byLabel, entrant.label(), () -> timed.addAll(round.block(entrant.label())));
          }
          progress.step("round %d: %s".formatted(number, entrant.label()));
        }
      }
      for (Tally tally : seated) {
        String where = "%s, round %d".formatted(plan.workload().name(), number);
        attempt(
            byLabel,
            tally.label(),
            () ->
                round
                    .leftovers(tally.label())
                    .flatMap(left -> accounts.check(where, left))
                    .ifPresent(tally::fail));
      }
      return round.jmhResults();
    }
  }

  private static Map<String, Tally> byLabel(List<Tally> tallies) {
    Map<String, Tally> byLabel = new LinkedHashMap<>();
    tallies.forEach(tally -> byLabel.put(tally.label(), tally));
    return byLabel;
  }

  private static boolean hasFailed(Map<String, Tally> byLabel, String label) {
    return byLabel.containsKey(label) && byLabel.get(label).hasFailed();
  }

  private static void attempt(Map<String, Tally> byLabel, String label, Runnable work) {
    try {
      work.run();
    } catch (WorkerException e) {
      if (!byLabel.containsKey(label)) {
        throw new IllegalStateException(e.getMessage(), e);
      }
      byLabel.get(label).fail(WorkerFailures.reason(e));
    }
  }

  /** Every episode, the baseline's and the human reference's too. */
  private void verify(
      int number, List<TimedEpisode> timed, List<Tally> seated, TrainerProvider trusted) {
    Map<String, Tally> byLabel = byLabel(seated);
    for (TimedEpisode one : timed) {
      Episode episode = Episode.draw(plan.workload(), plan.threads(), plan.corpus(), one.seed());
      String where =
          "%s, round %d, episode %d, seed %d"
              .formatted(plan.workload().name(), number, one.position() + 1, one.seed());
      Verification verification =
          EpisodeCheck.compare(where, episode, one.trace(), episode.run(trusted));
      if (byLabel.containsKey(one.label())) {
        byLabel.get(one.label()).add(verification);
        accounts.check(where, one).ifPresent(byLabel.get(one.label())::fail);
      } else if (!verification.passed()) {
        throw new IllegalStateException(
            "%s is wrong: %s"
                .formatted(one.label(), verification.failure().map(Reason::message).orElse("")));
      }
    }
  }

  /** What is known about one candidate so far. */
  private static final class Tally {
    private final Candidate candidate;
    private final String label;
    private final MeasurementPlan plan;
    private final List<RoundRecord> rounds = new ArrayList<>();
    private final List<Map<String, RunResult>> jmh = new ArrayList<>();
    private final WorstChecks checks = new WorstChecks();
    private Optional<Reason> failure = Optional.empty();

    Tally(Candidate candidate, String label, MeasurementPlan plan) {
      this.candidate = candidate;
      this.label = label;
      this.plan = plan;
    }

    Candidate candidate() {
      return candidate;
    }

    String label() {
      return label;
    }

    boolean hasFailed() {
      return failure.isPresent();
    }

    boolean wantsMore() {
      if (hasFailed() || rounds.size() >= plan.mostRounds()) {
        return false;
      }
      return rounds.size() < Math.max(2, plan.fewestRounds())
          || Measured.ratio(rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE)
                  .relativeHalfWidth()
              > plan.precision();
    }

    void fail(Reason reason) {
      if (failure.isEmpty()) {
        failure = Optional.of(reason);
      }
    }

    void add(Verification verification) {
      checks.add(verification.checks());
      verification.failure().ifPresent(this::fail);
    }

    void add(int number, List<TimedEpisode> timed, Map<String, RunResult> results) {
      if (hasFailed()) {
        return;
      }
      Map<String, String> roles =
          Map.of(
              BASELINE_LABEL,
              EpisodeSample.BASELINE,
              HUMAN_LABEL,
              EpisodeSample.HUMAN,
              label,
              EpisodeSample.CANDIDATE);
      List<EpisodeSample> samples = new ArrayList<>();
      for (TimedEpisode one : timed) {
        if (roles.containsKey(one.label())) {
          samples.add(
              new EpisodeSample(
                  roles.get(one.label()),
                  one.position(),
                  one.seed(),
                  one.seconds(),
                  one.cpuSeconds()));
        }
      }
      rounds.add(new RoundRecord(number, samples));
      Map<String, RunResult> own = new LinkedHashMap<>(results);
      own.keySet().retainAll(roles.keySet());
      jmh.add(own);
    }

    Optional<String> lastEstimate() {
      if (hasFailed()) {
        return Optional.of(candidate.name() + ": " + failure.get().message());
      }
      if (rounds.size() < 2) {
        return Optional.empty();
      }
      var estimate = Measured.ratio(rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE);
      return Optional.of(
          "%s after %d rounds: %.3g× (%.3g–%.3g)"
              .formatted(
                  candidate.name(),
                  rounds.size(),
                  estimate.point(),
                  estimate.low(),
                  estimate.high()));
    }

    Measured outcome() {
      return new Measured(candidate, rounds, checks.checks(), failure, jmh);
    }
  }
}
