package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.ColdStart;
import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.harness.statistics.TurnOrder;
import dev.fourfold.harness.verify.WorkerFailures;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Times one round: seats fresh workers, warms them up and lets them take turns. A candidate that
 * fails at that is out; if the baseline or the human reference does, it is our own fault.
 */
final class RoundTimer {
  static final String BASELINE = "baseline:" + BuiltInTrainers.BASELINE;
  static final String HUMAN = "human:" + BuiltInTrainers.HUMAN;

  /** A turn is tried so often until it is not disturbed. */
  static final int MOST_ATTEMPTS = 3;

  /** Of progress, in a round: it is warm, and it has had its turns. */
  static final int UNITS_A_TRAINER = 2;

  /** Where the machine is never quiet, a round must still come to its end. */
  private static final int MOST_REPEATS_A_ROUND = 4;

  private final MeasurementPlan plan;
  private final Progress progress;
  private final Accounts accounts;
  private final CoreProbe probe;

  RoundTimer(MeasurementPlan plan, Progress progress, Accounts accounts, CoreProbe probe) {
    this.plan = plan;
    this.progress = progress;
    this.accounts = accounts;
    this.probe = probe;
  }

  /**
   * One round.
   *
   * @param number from 1
   * @param byLabel whose candidates are seated beside the baseline and the human reference
   * @throws IllegalStateException if the baseline or the human reference fails
   */
  TimedRound time(int number, Map<String, Tally> byLabel) {
    // Secure, and drawn after the last round's workers are gone: nobody can know these seeds.
    long seed = new SecureRandom().nextLong();
    SplittableRandom seeds = new SplittableRandom(seed);
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(BuiltInTrainers.entrant(BuiltInTrainers.BASELINE, BASELINE));
    entrants.add(BuiltInTrainers.entrant(BuiltInTrainers.HUMAN, HUMAN));
    byLabel.values().forEach(tally -> entrants.add(tally.candidate().entrant(tally.label())));
    Collections.shuffle(entrants, new Random(seeds.nextLong()));
    List<ColdStart> cold = new ArrayList<>();
    List<TimedRound.Turn> turns = new ArrayList<>();
    try (Round round = plan.newRound(seeds.split())) {
      Lull lull = new Lull(plan.patience(), probe);
      for (Entrant entrant : entrants) {
        lull.await();
        attempt(byLabel, entrant.label(), () -> cold.add(round.admit(entrant)));
        progress.step("round %d: %s is warm".formatted(number, entrant.label()));
      }
      List<String> order = entrants.stream().map(Entrant::label).toList();
      List<String> sound = order.stream().filter(label -> !hasFailed(byLabel, label)).toList();
      List<String> turnOrder = TurnOrder.of(sound, round::pace, plan.wayBack());
      Watch watch = new Watch(probe);
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
      for (Tally tally : byLabel.values()) {
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

  /** A turn, repeated while it is disturbed; what its times were plays no part in that. */
  private void takeTurn(
      Round round, String label, int pass, Watch watch, Lull lull, List<TimedRound.Turn> turns) {
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
      turns.add(new TimedRound.Turn(block, episodes));
      if (!block.isDisturbed() || ++repeats > mostRepeats) {
        return;
      }
    }
  }

  private static List<TimedRound.Turn> counted(List<TimedRound.Turn> turns) {
    List<BlockRecord> blocks =
        BlockRecord.count(turns.stream().map(TimedRound.Turn::block).toList());
    List<TimedRound.Turn> counted = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      counted.add(new TimedRound.Turn(blocks.get(i), turns.get(i).episodes()));
    }
    return counted;
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
}
