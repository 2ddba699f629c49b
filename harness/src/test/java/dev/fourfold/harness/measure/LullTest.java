package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LullTest {
  private static final double LOOK_SECONDS = 0.25;

  private int looks;

  /** A machine that is disturbed for so many looks. */
  private Lull lull(Duration patience, int disturbedLooks) {
    return new Lull(patience, () -> surroundings(looks++ < disturbedLooks));
  }

  private static Surroundings surroundings(boolean disturbed) {
    return new Surroundings(
        LOOK_SECONDS,
        Optional.of(disturbed ? 0.5 : 0.0),
        Optional.of("somebody"),
        Optional.of(0.0),
        Optional.of(1.0),
        0,
        0);
  }

  private static void round(Lull lull, boolean... disturbedTurns) {
    lull.beginRound();
    for (boolean disturbed : disturbedTurns) {
      lull.saw(surroundings(disturbed));
    }
  }

  @Test
  void aQuietMachineIsLookedAtOnce() {
    Lull lull = lull(Duration.ofSeconds(20), 0);
    lull.await();
    lull.await();
    assertEquals(1, looks);
  }

  @Test
  void itWaitsForWhateverDisturbsToEnd() {
    Lull lull = lull(Duration.ofSeconds(20), 7);
    lull.await();
    assertEquals(8, looks);
  }

  @Test
  void itsPatienceIsForTheWholeRound() {
    Lull lull = lull(Duration.ofSeconds(1), Integer.MAX_VALUE);
    lull.await();
    assertEquals(4, looks);
    lull.await();
    assertEquals(4, looks, "it has none left");
  }

  @Test
  void theMoreOfARoundsTurnsWereDisturbedTheLessTheNextHopes() {
    Lull lull = lull(Duration.ofSeconds(4), Integer.MAX_VALUE);
    round(lull, true, false, true, true);
    lull.beginRound();
    assertEquals(0.25, lull.hope());
    lull.await();
    assertEquals(4, looks, "a quarter of the patience");
    assertEquals(0.125, lull.hope(), "it waited in vain");
  }

  @Test
  void whatWasSeenBeforeTheFirstRoundIsItsHope() {
    Lull lull = lull(Duration.ofSeconds(4), Integer.MAX_VALUE);
    lull.saw(surroundings(true));
    lull.saw(surroundings(false));
    lull.beginRound();
    assertEquals(0.5, lull.hope());
    lull.await();
    assertEquals(8, looks);
  }

  /** The harness's own collector is a disturbance that every system shows. */
  @Test
  void whatWentOnWhileTheHarnessRehearsedIsTheFirstRoundsHope() {
    try (Watch watch = new Watch()) {
      Lull lull = new Lull(Duration.ofSeconds(4), watch);
      lull.rehearse(watch, System::gc);
      lull.beginRound();
      assertEquals(0, lull.hope());
    }
  }

  @Test
  void afterARoundThatWasNeverQuietItDoesNotLook() {
    Lull lull = lull(Duration.ofSeconds(4), 0);
    round(lull, true);
    lull.beginRound();
    lull.await();
    assertEquals(0, looks);
    assertEquals(0, lull.hope());
  }

  @Test
  void onlyTheLastRoundCounts() {
    Lull lull = lull(Duration.ofSeconds(4), 0);
    assertEquals(1, lull.hope());
    round(lull, true, true);
    round(lull, false);
    lull.beginRound();
    assertEquals(1, lull.hope());
  }

  @Test
  void aRoundWithoutTurnsTeachesNothing() {
    Lull lull = lull(Duration.ofSeconds(4), 0);
    round(lull, true, false);
    round(lull);
    lull.beginRound();
    assertEquals(0.5, lull.hope());
  }

  @Test
  void whoNeverWaitsDoesNotWaitInVain() {
    Lull lull = lull(Duration.ZERO, Integer.MAX_VALUE);
    lull.beginRound();
    lull.await();
    assertEquals(1, lull.hope());
  }

  @Test
  void aDisturbedTurnMakesItLookAgainAndAnUndisturbedOneDoesNot() {
    Lull lull = lull(Duration.ofSeconds(20), 0);
    lull.saw(surroundings(false));
    lull.await();
    assertEquals(0, looks);
    lull.saw(surroundings(true));
    lull.await();
    assertEquals(1, looks);
  }

  @Test
  void withoutPatienceItDoesNotLook() {
    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      lull(none, Integer.MAX_VALUE).await();
    }
    assertEquals(0, looks);
  }
}
