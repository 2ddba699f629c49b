package dev.fourfold.harness.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.measure.MeasurementPlan;
import dev.fourfold.harness.measure.PairedRounds.Pair;
import dev.fourfold.harness.measure.Silence;
import dev.fourfold.harness.statistics.IntervalRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trainer against itself: real workers, and as few of them as will do. */
final class SelfGradingTest {
  private static final int ROUNDS = 2;

  @TempDir private Path directory;

  @Test
  void whatItMakesIsFoundAgain() {
    Machine machine = Machine.read();
    MeasurementPlan plan =
        new MeasurementPlan(
            Workload.TINY,
            Corpus.commonsMath(),
            1,
            new IntervalRule(1, ROUNDS, ROUNDS, Optional.empty()),
            Duration.ofMillis(10),
            Duration.ofMinutes(2));
    List<SelfGrading.Ratio> told = new ArrayList<>();
    Calibration made =
        new SelfGrading(machine, plan, new Silence()).of(List.of("naive"), told::add);
    assertEquals(List.of("naive"), told.stream().map(SelfGrading.Ratio::trainer).toList());
    assertEquals(ROUNDS, told.getFirst().rounds());
    assertEquals(ROUNDS, made.rounds());
    assertEquals("tiny", made.workload());
    assertTrue(made.roundSpread() > 0, made.toString());
    Calibrations kept = new Calibrations(directory);
    kept.store(made);
    assertEquals(Optional.of(made), kept.find(machine, "tiny"));
  }

  @Test
  void aCalibrationIsTheSpreadOfRatiosThatAreTruly1() {
    List<Pair> pairs =
        List.of(
            new Pair(3, 3),
            new Pair(Math.exp(0.03), 1),
            new Pair(2, 2 * Math.exp(0.04)),
            new Pair(1, 1));
    assertEquals(0.025, SelfGrading.spread(pairs), 1e-12);
  }
}
