package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.statistics.IntervalRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which rounds count. */
final class MeasuredTest {
  private static final IntervalRule RULE = IntervalRule.of(0.05, 12, Optional.empty());

  /** A turn of each; the candidate's stayed disturbed, or was repeated, or neither. */
  private static RoundRecord round(int number, double seconds, boolean... disturbedAttempts) {
    List<BlockRecord> blocks = new ArrayList<>();
    blocks.add(block(0, EpisodeSample.BASELINE, 1, false));
    List<EpisodeSample> episodes = new ArrayList<>();
    episodes.add(new EpisodeSample(EpisodeSample.BASELINE, 0, 0, 1, 8, 8));
    for (int attempt = 1; attempt <= disturbedAttempts.length; attempt++) {
      blocks.add(block(attempt, EpisodeSample.CANDIDATE, attempt, disturbedAttempts[attempt - 1]));
      episodes.add(
          new EpisodeSample(
              EpisodeSample.CANDIDATE, attempt, attempt, 1 + attempt, seconds, seconds));
    }
    return new RoundRecord(
        number,
        number,
        List.of(EpisodeSample.BASELINE, EpisodeSample.CANDIDATE),
        List.of(),
        BlockRecord.count(blocks),
        episodes);
  }

  private static BlockRecord block(int number, String trainer, int attempt, boolean disturbed) {
    Surroundings surroundings =
        new Surroundings(
            1,
            Optional.of(0.0),
            Optional.empty(),
            Optional.of(0.0),
            Optional.of(disturbed ? 0.6 : 1.0),
            0,
            0);
    return new BlockRecord(
        number, trainer, 1, attempt, true, surroundings, surroundings.disturbances());
  }

  private static List<RoundRecord> quietRounds(int count) {
    List<RoundRecord> rounds = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      rounds.add(round(number, 2, false));
    }
    return rounds;
  }

  private static double point(List<RoundRecord> rounds) {
    return Measured.ratio(rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE, RULE).point();
  }

  @Test
  void aRoundIsQuietIfEachTurnHadAnUndisturbedAttempt() {
    assertTrue(round(1, 2, false).isQuiet(EpisodeSample.CANDIDATE));
    assertTrue(round(1, 2, true, false).isQuiet(EpisodeSample.CANDIDATE));
    assertFalse(round(1, 2, true, true).isQuiet(EpisodeSample.CANDIDATE));
    assertTrue(round(1, 2, true, true).isQuiet(EpisodeSample.BASELINE));
  }

  private static Optional<String> disturbed(List<RoundRecord> rounds) {
    return Measured.disturbedRounds(rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE, RULE);
  }

  @Test
  void saysHowManyRoundsStayedDisturbedAndWhetherTheyCount() {
    List<RoundRecord> rounds = quietRounds(3);
    assertEquals(Optional.empty(), disturbed(rounds));
    rounds.add(round(4, 4, true));
    assertEquals(
        Optional.of(
            "1 of 4 rounds stayed disturbed (slow-cores), and count: the numbers are of the machine"
                + " as it was"),
        disturbed(rounds));
    rounds.add(round(5, 2, true, false));
    assertEquals(
        Optional.of("1 of 5 rounds stayed disturbed (slow-cores) and were set aside"),
        disturbed(rounds));
  }

  @Test
  void fourQuietRoundsDoWithoutTheOthers() {
    List<RoundRecord> rounds = quietRounds(3);
    rounds.add(round(4, 4, true));
    assertEquals(Math.exp((3 * Math.log(4) + Math.log(2)) / 4), point(rounds), 1e-12, "all count");
    rounds.add(round(5, 2, true, false));
    assertEquals(4, point(rounds), 1e-12);
  }

  /** Else a machine that is rarely quiet would spend round after round on nothing. */
  @Test
  void whereMostRoundsStayDisturbedAllCount() {
    List<RoundRecord> rounds = quietRounds(4);
    for (int number = 5; number <= 8; number++) {
      rounds.add(round(number, 4, true));
    }
    assertEquals(4, point(rounds), 1e-12, "half of them are quiet");
    rounds.add(round(9, 4, true));
    assertEquals(Math.exp((4 * Math.log(4) + 5 * Math.log(2)) / 9), point(rounds), 1e-12);
  }

  /** It is the disturbance that decides: a slow round of a quiet machine counts. */
  @Test
  void aSlowRoundCounts() {
    List<RoundRecord> rounds = quietRounds(4);
    rounds.add(round(5, 4, false));
    assertEquals(Math.exp((4 * Math.log(4) + Math.log(2)) / 5), point(rounds), 1e-12);
  }
}
