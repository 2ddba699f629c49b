package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.ColdStart;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.harness.statistics.EarlyEnd;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.verify.Reason;
import dev.fourfold.harness.verify.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;

/** What is known about one candidate so far. */
final class Tally {
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
      endedEarly = Optional.of(EarlyEnd.timeUp(rounds.size()));
    }
  }

  void fail(Reason reason) {
    if (failure.isEmpty()) {
      failure = Optional.of(reason);
    }
  }

  private Map<String, String> roles() {
    return Map.of(
        RoundTimer.BASELINE,
        EpisodeSample.BASELINE,
        RoundTimer.HUMAN,
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
      endedEarly =
          Measured.plainlySlower(
              candidate.manifest().isEmpty(), candidate.name(), rounds, plan.rule());
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
    for (TimedRound.Turn turn : timed.turns()) {
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
    List<String> order = timed.order().stream().filter(roles::containsKey).map(roles::get).toList();
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
    for (String one : List.of(RoundTimer.BASELINE, RoundTimer.HUMAN, label)) {
      Optional.ofNullable(firsts.get(one))
          .filter(LossSample::isFinite)
          .ifPresent(sample -> losses.add(sample.as(roles().get(one))));
    }
    return new Measured(candidate, rounds, checks.checks(), failure, endedEarly, losses, jmh);
  }
}
