package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.ColdStart;
import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.Leftovers;
import dev.fourfold.benchmarks.episode.Pace;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.statistics.TurnOrder;
import dev.fourfold.harness.verify.WorkerFailures;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Times one round: seats fresh workers, warms them up and lets them take turns. A candidate that
 * fails at that is out; if a trainer of ours does, or the machine, it is our own fault.
 */
final class RoundTimer {
  static final String BASELINE = "baseline:" + BuiltInTrainers.BASELINE;
  static final String HUMAN = "human:" + BuiltInTrainers.HUMAN;

  /**
   * The human reference is a landmark: it has a seat in so many rounds, with one turn in each, and
   * what a narrow interval needs beyond that is spent on the candidate.
   */
  private static final int HUMAN_ROUNDS = IntervalRule.FEWEST;

  /** Of progress, in a round: it is warm, and it has had its turns. */
  private static final int UNITS_A_TRAINER = 2;

  private final MeasurementPlan plan;
  private final Progress progress;
  private final Accounts accounts;
  private final Watch watch;
  private final Lull lull;

  RoundTimer(MeasurementPlan plan, Progress progress, Accounts accounts, Watch watch) {
    this.plan = plan;
    this.progress = progress;
    this.accounts = accounts;
    this.watch = watch;
    this.lull = new Lull(plan.patience(), watch);
  }

  /** Work of the harness before the first round, watched. */
  void rehearse(Runnable work) {
    lull.rehearse(watch, work);
  }

  /** How many units of progress so many rounds are, with so many candidates at most. */
  static long units(int rounds, int candidates) {
    int seats = rounds * (1 + candidates) + Math.min(rounds, HUMAN_ROUNDS);
    return (long) seats * UNITS_A_TRAINER;
  }

  /**
   * One round.
   *
   * @param number from 1; after the fourth the human reference has no seat
   * @param byLabel whose candidates are seated beside the baseline and the human reference
   * @throws IllegalStateException if a trainer of ours fails, or a worker cannot be started
   */
  TimedRound time(int number, Map<String, Tally> byLabel) {
    // Secure, and drawn after the last round's workers are gone: nobody can know these seeds.
    long seed = new SecureRandom().nextLong();
    SplittableRandom seeds = new SplittableRandom(seed);
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(BuiltInTrainers.entrant(BuiltInTrainers.BASELINE, BASELINE));
    if (number <= HUMAN_ROUNDS) {
      entrants.add(BuiltInTrainers.entrant(BuiltInTrainers.HUMAN, HUMAN));
    }
    byLabel.values().forEach(tally -> entrants.add(tally.candidate().entrant(tally.label())));
    Collections.shuffle(entrants, new Random(seeds.nextLong()));
    List<ColdStart> cold = new ArrayList<>();
    try (Round round = plan.newRound(seeds.split())) {
      lull.beginRound();
      for (Entrant entrant : entrants) {
        lull.await();
        attempt(byLabel, entrant.label(), () -> cold.add(round.admit(entrant)));
        progress.step("round %d: %s is warm".formatted(number, entrant.label()));
      }
      List<String> order = entrants.stream().map(Entrant::label).toList();
      List<String> sound = order.stream().filter(label -> !hasFailed(byLabel, label)).toList();
      List<String> turnOrder = turnOrder(sound, round::pace, plan.wayBack());
      Turns turns = new Turns(plan, round, lull, watch);
      for (int i = 0; i < turnOrder.size(); i++) {
        String label = turnOrder.get(i);
        if (!hasFailed(byLabel, label)) {
          attempt(byLabel, label, () -> turns.take(label));
        }
        if (i == turnOrder.lastIndexOf(label)) {
          progress.step("round %d: %s has had its turns".formatted(number, label));
        }
      }
      for (Tally tally : byLabel.values()) {
        String where = "%s, round %d".formatted(plan.workload().name(), number);
        attempt(
            byLabel,
            tally.label(),
            () ->
                round
                    .leftovers(tally.label(), Leftovers.PATIENCE)
                    .flatMap(left -> accounts.check(where, left))
                    .ifPresent(tally::fail));
      }
      return new TimedRound(number, seed, order, cold, turns.all(), round.jmhResults());
    }
  }

  /** The labels in the order of the turns: the human reference is a landmark. */
  static List<String> turnOrder(List<String> labels, Function<String, Pace> pace, boolean wayBack) {
    return TurnOrder.of(labels, pace, Set.of(HUMAN), wayBack);
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
      Tally tally = byLabel.get(label);
      tally.fail(WorkerFailures.reason(e, tally.candidate()));
    }
  }
}
