package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which blocks are disturbed, and which count. */
final class SurroundingsTest {
  private static Surroundings of(
      double foreign, double steal, double speed, double collecting, double jump) {
    return new Surroundings(
        1,
        Optional.of(foreign),
        Optional.of("make"),
        Optional.of(steal),
        Optional.of(speed),
        collecting,
        jump);
  }

  @ParameterizedTest
  @CsvSource({
    "0,    0,    1,    0,    0,    ''",
    "0.03, 0.03, 0.8,  0.03, 0.2,  ''",
    "0.04, 0,    1,    0,    0,    foreign-cpu",
    "0,    0.04, 1,    0,    0,    steal",
    "0,    0,    0.6,  0,    0,    slow-cores",
    "0,    0,    1,    0.04, 0,    collector",
    "0,    0,    1,    0,    -3,   clock",
    "1,    1,    1,    0,    0,    foreign-cpu steal",
  })
  void isDisturbedByWhatTheMachineDidBesides(
      double foreign, double steal, double speed, double collecting, double jump, String kinds) {
    List<Disturbance> found = of(foreign, steal, speed, collecting, jump).disturbances();
    assertEquals(kinds, String.join(" ", found.stream().map(Disturbance::kind).toList()));
  }

  @Test
  void whatCannotBeReadIsNoDisturbance() {
    Surroundings unknown =
        new Surroundings(
            1, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0, 0);
    assertEquals(List.of(), unknown.disturbances());
  }

  private static BlockRecord block(int number, String trainer, int pass, int attempt, boolean ok) {
    Surroundings surroundings = of(ok ? 0 : 1, 0, 1, 0, 0);
    return new BlockRecord(
        number, trainer, pass, attempt, true, surroundings, surroundings.disturbances());
  }

  @Test
  void ofATurnTheUndisturbedAttemptsCountAndWithoutAnyAllOfThem() {
    List<BlockRecord> counted =
        BlockRecord.count(
            List.of(
                block(0, "baseline", 1, 1, false),
                block(1, "baseline", 1, 2, true),
                block(2, "candidate", 1, 1, false),
                block(3, "candidate", 1, 2, false),
                block(4, "candidate", 2, 1, true)));
    assertEquals(
        List.of(false, true, true, true, true),
        counted.stream().map(BlockRecord::counted).toList());
  }

  @Test
  void aMedianIsOfTheBlocksThatCount() {
    List<BlockRecord> blocks =
        BlockRecord.count(
            List.of(block(0, "candidate", 1, 1, false), block(1, "candidate", 1, 2, true)));
    RoundRecord round =
        new RoundRecord(
            1,
            7,
            List.of("candidate"),
            List.of(),
            blocks,
            List.of(
                new EpisodeSample("candidate", 0, 0, 1, 9, 9),
                new EpisodeSample("candidate", 1, 1, 2, 2, 2)));
    assertEquals(2, round.medianSeconds("candidate"));
  }

  @Test
  void partsOfABlockAddUp() {
    Surroundings quiet =
        new Surroundings(
            3, Optional.of(0.0), Optional.empty(), Optional.of(0.0), Optional.of(0.9), 0, 0);
    Surroundings busy =
        new Surroundings(
            1,
            Optional.of(0.08),
            Optional.of("make"),
            Optional.of(0.2),
            Optional.of(0.7),
            0.01,
            0.3);
    for (Surroundings both : List.of(quiet.and(busy), busy.and(quiet))) {
      assertEquals(4, both.wallSeconds());
      assertEquals(0.02, both.foreignCpu().orElseThrow(), 1e-12);
      assertEquals(Optional.of("make"), both.foreignProcess());
      assertEquals(0.05, both.steal().orElseThrow(), 1e-12);
      assertEquals(0.85, both.coreSpeed().orElseThrow(), 1e-12);
      assertEquals(
          List.of("steal", "clock"), both.disturbances().stream().map(Disturbance::kind).toList());
    }
    Surroundings blind =
        new Surroundings(
            1, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0, 0);
    assertEquals(Optional.empty(), quiet.and(blind).foreignCpu(), "half a view is none");
  }

  @Test
  void aProbeOfTheCoresIsTakenBeforeAndAfter() {
    try (Watch watch = new Watch(new CoreProbe(2))) {
      double speed = watch.read().coreSpeed().orElseThrow();
      assertTrue(speed > 0 && speed <= 1, "speed " + speed);
    }
    assertEquals(Optional.empty(), new Watch().read().coreSpeed());
  }

  /**
   * Of two cores one may share its physical core with a stranger, and whoever is on the other not.
   */
  @Test
  void onlyTheCoresOnWhichAWorkerComputedCount() {
    CoreProbe.Speeds speeds = new CoreProbe.Speeds(Map.of(0, 0.6, 1, 0.95), 0.5);
    assertEquals(0.95, speeds.of(Set.of(1)));
    assertEquals(0.5, speeds.of(Set.of(0, 1)));
    assertEquals(0.5, speeds.of(Set.of()), "not known");
    assertEquals(0.5, speeds.of(Set.of(2)), "not tried");
    assertEquals(Optional.of(1), speeds.better(Set.of(0)));
    assertEquals(Optional.empty(), speeds.better(Set.of(1)));
    assertEquals(Optional.empty(), speeds.better(Set.of(0, 1)), "it needs both");
    assertEquals(Optional.empty(), speeds.better(Set.of(2)));
    CoreProbe.Speeds alike = new CoreProbe.Speeds(Map.of(0, 0.9, 1, 0.95), 0.5);
    assertEquals(Optional.empty(), alike.better(Set.of(0)));
  }

  /** Linux only: elsewhere nothing can be read, and nothing is marked. */
  @Test
  void ourOwnChildrenAreNotForeign() throws Exception {
    Watch watch = new Watch();
    Process child = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
    try {
      assertTrue(child.isAlive());
      Thread.sleep(300);
      Surroundings seen = watch.read();
      assertTrue(seen.wallSeconds() >= 0.3);
      assertTrue(
          seen.foreignProcess().filter("sh"::equals).isEmpty(), seen.foreignProcess().toString());
    } finally {
      child.destroyForcibly();
      assertTrue(child.waitFor(10, TimeUnit.SECONDS));
    }
  }
}
