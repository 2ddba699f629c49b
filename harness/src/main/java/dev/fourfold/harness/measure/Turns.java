package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.Pace;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.worker.WorkerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The turns of one round. A turn that was disturbed is repeated, but not for ever; what its times
 * were plays no part in that.
 */
final class Turns {
  private final MeasurementPlan plan;
  private final Round round;
  private final Lull lull;
  private final Watch watch;
  private final List<TimedRound.Turn> taken = new ArrayList<>();
  private final Map<String, Integer> passes = new HashMap<>();

  /** What went on during the parts so far, of those who have not had all parts of their turn. */
  private final Map<String, Surroundings> parts = new HashMap<>();

  private final Repeats repeats;

  Turns(MeasurementPlan plan, Round round, Lull lull, Watch watch) {
    this.plan = plan;
    this.round = round;
    this.lull = lull;
    this.watch = watch;
    this.repeats = plan.end().isEmpty() ? new Repeats(lull::hope) : Repeats.none();
  }

  /**
   * Gives a trainer its turn or, if that is long and the plan has a way back, the next part of it.
   *
   * @throws WorkerException if its worker fails
   */
  void take(String label) {
    List<TimedEpisode> episodes = time(label);
    if (episodes.isEmpty()) {
      return;
    }
    int pass = passes.merge(label, 1, Integer::sum);
    int attempt = 1;
    while (keep(label, pass, attempt, episodes).isDisturbed() && repeats.take(attempt)) {
      attempt++;
      // A turn in parts is repeated in parts: all attempts that count are alike.
      do {
        episodes = time(label);
      } while (episodes.isEmpty());
    }
  }

  /** A turn, or the next part of one: no episode then, unless it was the last. */
  private List<TimedEpisode> time(String label) {
    lull.await();
    if (plan.isCompared()) {
      // What the harness has to collect it collects here, and not within the turn.
      System.gc();
    }
    watch.restart();
    watch.better(round.lastCores(label)).ifPresent(core -> round.startOn(label, core));
    boolean inParts = plan.wayBack() && round.pace(label) == Pace.LONG;
    List<TimedEpisode> episodes = inParts ? round.part(label) : round.block(label);
    Surroundings surroundings = watch.read(round.lastCores(label));
    lull.saw(surroundings);
    parts.merge(label, surroundings, Surroundings::and);
    return episodes;
  }

  private BlockRecord keep(String label, int pass, int attempt, List<TimedEpisode> episodes) {
    Surroundings surroundings = parts.remove(label);
    BlockRecord block =
        new BlockRecord(
            taken.size(), label, pass, attempt, true, surroundings, surroundings.disturbances());
    taken.add(new TimedRound.Turn(block, episodes));
    return block;
  }

  /** All turns so far, those that count marked. */
  List<TimedRound.Turn> all() {
    List<BlockRecord> blocks =
        BlockRecord.count(taken.stream().map(TimedRound.Turn::block).toList());
    List<TimedRound.Turn> counted = new ArrayList<>();
    for (int i = 0; i < taken.size(); i++) {
      counted.add(new TimedRound.Turn(blocks.get(i), taken.get(i).episodes()));
    }
    return counted;
  }
}
