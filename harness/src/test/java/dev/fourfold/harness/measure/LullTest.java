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
  void whereARoundWaitedInVainTheNextHasHalfThePatience() {
    Lull lull = lull(Duration.ofSeconds(4), 16 + 8 + 4);
    for (int round = 1; round <= 3; round++) {
      lull.beginRound();
      assertEquals(Math.pow(2, 1 - round), lull.hope());
      lull.await();
      assertEquals(Math.pow(2, -round), lull.hope(), "in this round already");
    }
    assertEquals(16 + 8 + 4, looks);
    lull.beginRound();
    assertEquals(0.125, lull.hope());
    lull.await();
    assertEquals(16 + 8 + 4 + 1, looks, "now it is quiet");
    for (double hope : List.of(0.25, 0.5, 1.0, 1.0)) {
      lull.beginRound();
      assertEquals(hope, lull.hope(), "it comes back");
    }
  }

  @Test
  void whoNeverWaitsLosesNoHope() {
    Lull lull = lull(Duration.ZERO, Integer.MAX_VALUE);
    lull.beginRound();
    lull.await();
    lull.beginRound();
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
