package dev.fourfold.harness.result;

import dev.fourfold.harness.measure.BlockRecord;
import dev.fourfold.harness.measure.ColdSample;
import dev.fourfold.harness.measure.EpisodeSample;
import dev.fourfold.harness.measure.RoundRecord;
import java.util.List;
import java.util.Objects;

/** Says whether a record's values are possible at all, before anything is computed from them. */
final class Plausible {
  private static final List<String> TRAINERS =
      List.of(EpisodeSample.BASELINE, EpisodeSample.HUMAN, EpisodeSample.CANDIDATE);

  private static final int FEWEST_OF_HUMAN = 2;

  private Plausible() {}

  /**
   * Makes sure.
   *
   * @throws IllegalArgumentException naming what is not possible
   */
  static void require(GradingResult result) {
    Objects.requireNonNull(result.verdict(), "there is no verdict");
    Objects.requireNonNull(result.candidate(), "there is no candidate");
    Objects.requireNonNull(result.workload(), "there is no workload");
    Objects.requireNonNull(result.measurement(), "there is no measurement");
    Objects.requireNonNull(result.verification(), "there is no verification");
    Objects.requireNonNull(result.environment(), "there is no environment");
    isTrue(result.workload().flopsPerStep() > 0, "there is no such workload");
    positive(result.measurement().precision(), "measurement.precision");
    int fewest = result.measurement().fewestRounds();
    int most = result.measurement().mostRounds();
    isTrue(2 <= fewest && fewest <= most, "it wants %d to %d rounds".formatted(fewest, most));
    result
        .measurement()
        .calibration()
        .ifPresent(known -> positive(known.roundSpread(), "measurement.calibration.roundSpread"));
    int number = 0;
    for (RoundRecord round : result.rounds()) {
      number++;
      String where = "round " + number;
      isTrue(round.number() == number, where + " has number " + round.number());
      for (EpisodeSample episode : round.episodes()) {
        positive(episode.seconds(), where + ": seconds of an episode");
        isTrue(
            episode.cpuSeconds() >= 0 && Double.isFinite(episode.cpuSeconds()),
            where + ": cpuSeconds of an episode is " + episode.cpuSeconds());
        isTrue(TRAINERS.contains(episode.trainer()), where + ": an episode of nobody known");
        isTrue(
            round.blocks().stream()
                .anyMatch(
                    block ->
                        block.number() == episode.block()
                            && Objects.equals(block.trainer(), episode.trainer())),
            where + ": an episode is in no block of its trainer");
      }
      for (ColdSample cold : round.cold()) {
        positive(cold.seconds(), where + ": seconds of a cold start");
      }
      for (BlockRecord block : round.blocks()) {
        Objects.requireNonNull(block.surroundings(), where + ": a block without surroundings");
      }
      for (String trainer : TRAINERS) {
        // The human reference has a seat in as many rounds as an interval needs, or in more.
        boolean mayBeAbsent = trainer.equals(EpisodeSample.HUMAN) && number > FEWEST_OF_HUMAN;
        if (mayBeAbsent && !round.seats(trainer)) {
          continue;
        }
        isTrue(round.seats(trainer), where + ": its order is without " + trainer);
        isTrue(Double.isFinite(round.medianSeconds(trainer)), where + " has no " + trainer);
        isTrue(Double.isFinite(round.coldSeconds(trainer)), where + " has no cold " + trainer);
      }
    }
  }

  private static void positive(double value, String name) {
    isTrue(value > 0 && Double.isFinite(value), name + " must be positive: " + value);
  }

  private static void isTrue(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
