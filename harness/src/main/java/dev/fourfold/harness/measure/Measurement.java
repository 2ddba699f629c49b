package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.ColdStart;
import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.Pace;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.Trace;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.core.worker.WorkerProcess;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.statistics.TurnOrder;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.verify.EpisodeCheck;
import dev.fourfold.harness.verify.Reason;
import dev.fourfold.harness.verify.Verification;
import dev.fourfold.harness.verify.WorkerFailures;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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

  /** A turn is tried so often until it is not disturbed. */
  static final int MOST_ATTEMPTS = 3;

  /** Of progress, in a round: it is warm, and it has had its turns. */
  private static final int UNITS_A_TRAINER = 2;

  /** Where the machine is never quiet, a round must still come to its end. */
  private static final int MOST_REPEATS_A_ROUND = 4;

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
    progress.expect((long) plan.rule().mostRounds() * (2 + candidates.size()) * UNITS_A_TRAINER);
    Map<String, LossSample> losses = new HashMap<>();
    Entrant fastest = BuiltInTrainers.fastest("trusted");
    try (WorkerProcess trusted =
        WorkerProcess.start(fastest.label(), fastest.command(), plan.deadline())) {
      for (int number = 1; number <= plan.rule().mostRounds(); number++) {
        List<Tally> seated = tallies.values().stream().filter(Tally::wantsMore).toList();
        if (seated.isEmpty()) {
          break;
        }
        Instant start = Instant.now();
        trusted.pause();
        TimedRound timed = time(number, seated);
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

  /** Whether another round like the last would not end in time. */
  private boolean isLate(Instant startOfLast) {
    Instant now = Instant.now();
    Instant endOfNext = now.plus(Duration.between(startOfLast, now));
    return plan.end().filter(endOfNext::isAfter).isPresent();
  }

  /** One turn of an entrant, under its label. */
  private record Turn(BlockRecord block, List<TimedEpisode> episodes) {}

  /** A round as it ran, trainers under their labels. */
  private record TimedRound(
      int number,
      long seed,
      List<String> order,
      List<ColdStart> cold,
      List<Turn> turns,
      Map<String, RunResult> jmh) {}

  private TimedRound time(int number, List<Tally> seated) {
    // Secure, and drawn after the last round's workers are gone: nobody can know these seeds.
    long seed = new SecureRandom().nextLong();
    SplittableRandom seeds = new SplittableRandom(seed);
    Map<String, Tally> byLabel = byLabel(seated);
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(BuiltInTrainers.entrant(BuiltInTrainers.BASELINE, BASELINE_LABEL));
    entrants.add(BuiltInTrainers.entrant(BuiltInTrainers.HUMAN, HUMAN_LABEL));
    seated.forEach(tally -> entrants.add(tally.candidate().entrant(tally.label())));
    Collections.shuffle(entrants, new Random(seeds.nextLong()));
    List<ColdStart> cold = new ArrayList<>();
    List<Turn> turns = new ArrayList<>();
    try (Round round =
        new Round(
            plan.workload(),
            plan.threads(),
            plan.corpus(),
            plan.warmUp(),
            plan.deadline(),
            seeds.split())) {
      Lull lull = new Lull(plan.patience());
      for (Entrant entrant : entrants) {
        lull.await();
        attempt(byLabel, entrant.label(), () -> cold.add(round.admit(entrant)));
        progress.step("round %d: %s is warm".formatted(number, entrant.label()));
      }
      List<String> order = entrants.stream().map(Entrant::label).toList();
      List<String> sound = order.stream().filter(label -> !hasFailed(byLabel, label)).toList();
      List<String> turnOrder = turnOrder(round, sound);
      Watch watch = new Watch();
      for (int i = 0; i < turnOrder.size(); i++) {
        String label = turnOrder.get(i);
        int pass = 1 + Collections.frequency(turnOrder.subList(0, i), label);
        if (!hasFailed(byLabel, label)) {
          attempt(byLabel, label, () -> takeTurn(round, label, pass, watch, lull, turns));
        }
        if (pass == Collections.frequency(turnOrder, label)) {
          progress.step("round %d: %s has had its turns".formatted(number, label));
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
      return new TimedRound(number, seed, order, cold, counted(turns), round.jmhResults());
    }
  }

  private List<String> turnOrder(Round round, List<String> labels) {
    Map<Pace, List<String>> byPace =
        labels.stream().collect(Collectors.groupingBy(round::pace, Collectors.toList()));
    return TurnOrder.of(
        byPace.getOrDefault(Pace.LONG, List.of()),
        byPace.getOrDefault(Pace.MIDDLING, List.of()),
        byPace.getOrDefault(Pace.SHORT, List.of()),
        plan.wayBack());
  }

  /** A turn, repeated while it is disturbed; what its times were plays no part in that. */
  private void takeTurn(
      Round round, String label, int pass, Watch watch, Lull lull, List<Turn> turns) {
    // Who is in a hurry has no time to repeat: the marks stay, and all attempts count.
    long mostRepeats = plan.end().isPresent() ? 0 : MOST_REPEATS_A_ROUND;
    long repeats = turns.stream().filter(turn -> turn.block().attempt() > 1).count();
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      lull.await();
      // What the harness has to collect it collects here, and not within the turn.
      System.gc();
      watch.restart();
      List<TimedEpisode> episodes = round.block(label);
      Surroundings surroundings = watch.read();
      lull.saw(surroundings);
      BlockRecord block =
          new BlockRecord(
              turns.size(), label, pass, attempt, true, surroundings, surroundings.disturbances());
      turns.add(new Turn(block, episodes));
      if (!block.isDisturbed() || ++repeats > mostRepeats) {
        return;
      }
    }
  }

  private static List<Turn> counted(List<Turn> turns) {
    List<BlockRecord> blocks = BlockRecord.count(turns.stream().map(Turn::block).toList());
    List<Turn> counted = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      counted.add(new Turn(blocks.get(i), turns.get(i).episodes()));
    }
    return counted;
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

  /** Every episode, the baseline's and the human reference's too, and every cold start. */
  private void verify(
      TimedRound round,
      List<Tally> seated,
      TrainerProvider trusted,
      Map<String, LossSample> losses) {
    Map<String, Tally> byLabel = byLabel(seated);
    for (ColdStart cold : round.cold()) {
      String where = "%s, round %d, cold start".formatted(plan.workload().name(), round.number());
      verify(
          where,
          Round.cold(plan.workload()),
          cold.label(),
          cold.seed(),
          cold.trace(),
          byLabel,
          trusted);
    }
    for (Turn turn : round.turns()) {
      for (TimedEpisode one : turn.episodes()) {
        String where =
            "%s, round %d, episode %d"
                .formatted(plan.workload().name(), round.number(), one.position() + 1);
        Trace expected =
            verify(where, plan.workload(), one.label(), one.seed(), one.trace(), byLabel, trusted);
        losses.putIfAbsent(
            one.label(), LossSample.of(one.label(), one.seed(), one.trace(), expected));
        if (byLabel.containsKey(one.label())) {
          accounts.check(where, one).ifPresent(byLabel.get(one.label())::fail);
        }
      }
    }
  }

  private Trace verify(
      String where,
      Workload workload,
      String label,
      long seed,
      Trace trace,
      Map<String, Tally> byLabel,
      TrainerProvider trusted) {
    Episode episode = Episode.draw(workload, plan.threads(), plan.corpus(), seed);
    Trace expected = episode.run(trusted);
    Verification verification =
        EpisodeCheck.compare(where + ", seed " + seed, episode, trace, expected);
    if (byLabel.containsKey(label)) {
      byLabel.get(label).add(verification);
    } else if (!verification.passed()) {
      throw new IllegalStateException(
          "%s is wrong: %s"
              .formatted(label, verification.failure().map(Reason::message).orElse("")));
    }
    return expected;
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
    private Optional<String> endedEarly = Optional.empty();

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
      return !hasFailed()
          && endedEarly.isEmpty()
          && (rounds.size() < 2 || !plan.rule().isEnough(rounds.size(), speedup()));
    }

    private Estimate speedup() {
      return Measured.ratio(rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE, plan.rule());
    }

    void endInTime() {
      if (wantsMore()) {
        endedEarly = Optional.of("after %d rounds the time was up".formatted(rounds.size()));
      }
    }

    void fail(Reason reason) {
      if (failure.isEmpty()) {
        failure = Optional.of(reason);
      }
    }

    private Map<String, String> roles() {
      return Map.of(
          BASELINE_LABEL,
          EpisodeSample.BASELINE,
          HUMAN_LABEL,
          EpisodeSample.HUMAN,
          label,
          EpisodeSample.CANDIDATE);
    }

    void add(Verification verification) {
      checks.add(verification.checks());
      verification.failure().ifPresent(this::fail);
    }

    void add(TimedRound timed) {
      if (hasFailed()) {
        return;
      }
      Map<String, String> roles = roles();
      rounds.add(record(timed, roles));
      Map<String, RunResult> own = new LinkedHashMap<>(timed.jmh());
      own.keySet().retainAll(roles.keySet());
      jmh.add(own);
      if (wantsMore()) {
        endedEarly = PlainlySlower.than(candidate, rounds, plan.rule());
      }
    }

    /** The round as this candidate saw it: who else was graded in it is not its business. */
    private static RoundRecord record(TimedRound timed, Map<String, String> roles) {
      List<ColdSample> cold = new ArrayList<>();
      for (ColdStart start : timed.cold()) {
        if (roles.containsKey(start.label())) {
          cold.add(
              new ColdSample(
                  roles.get(start.label()), start.seed(), start.startSeconds(), start.seconds()));
        }
      }
      List<BlockRecord> blocks = new ArrayList<>();
      List<EpisodeSample> samples = new ArrayList<>();
      for (Turn turn : timed.turns()) {
        String role = roles.get(turn.block().trainer());
        if (role == null) {
          continue;
        }
        blocks.add(turn.block().of(role));
        for (TimedEpisode one : turn.episodes()) {
          samples.add(
              new EpisodeSample(
                  role,
                  one.position(),
                  turn.block().number(),
                  one.seed(),
                  one.seconds(),
                  one.cpuSeconds()));
        }
      }
      List<String> order =
          timed.order().stream().filter(roles::containsKey).map(roles::get).toList();
      return new RoundRecord(timed.number(), timed.seed(), order, cold, blocks, samples);
    }

    Optional<String> lastEstimate() {
      if (hasFailed()) {
        return Optional.of(candidate.name() + ": " + failure.get().message());
      }
      if (rounds.size() < 2) {
        return Optional.empty();
      }
      Estimate estimate = speedup();
      return Optional.of(
          "%s after %d rounds: %.3g× (%.3g–%.3g)"
              .formatted(
                  candidate.name(),
                  rounds.size(),
                  estimate.point(),
                  estimate.low(),
                  estimate.high()));
    }

    Measured outcome(Map<String, LossSample> firsts) {
      List<LossSample> losses = new ArrayList<>();
      for (String one : List.of(BASELINE_LABEL, HUMAN_LABEL, label)) {
        Optional.ofNullable(firsts.get(one))
            .filter(LossSample::isFinite)
            .ifPresent(sample -> losses.add(sample.as(roles().get(one))));
      }
      return new Measured(candidate, rounds, checks.checks(), failure, endedEarly, losses, jmh);
    }
  }
}
