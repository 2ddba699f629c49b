package dev.fourfold.harness.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.measure.Steadiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fitness, calibrations and the queue. */
final class DoctorTest {
  @TempDir private Path directory;

  @Test
  void everyFindingThatIsNotFitSaysWhatToDo() {
    Fitness fitness = Doctor.quick(Machine.read(), 2, 1);
    assertTrue(fitness.findings().size() >= 10);
    for (Finding finding : fitness.findings()) {
      assertEquals(
          finding.state() != Finding.State.FIT, finding.advice().isPresent(), finding.toString());
    }
  }

  @Test
  void coresThatAreOneInTruthAreUnfit() {
    assertEquals(Finding.State.UNFIT, Doctor.together(2, 140, 112).state());
    assertEquals(Finding.State.FIT, Doctor.together(2, 420, 215).state());
    assertEquals(Finding.State.FIT, Doctor.together(1, 210, 215).state());
    assertEquals("100 % of its own peak each, all at once", Doctor.together(2, 450, 215).value());
  }

  @Test
  void coresThatAreSeldomAtTheirBestAreUnfit() {
    assertEquals(Finding.State.UNFIT, Doctor.steady(0.5).state());
    assertEquals(Finding.State.FIT, Doctor.steady(0.9).state());
    assertEquals("near their best 50 % of the time", Doctor.steady(0.5).value());
    double share = Steadiness.ofCores(2, Duration.ofMillis(50));
    assertTrue(share >= 0 && share <= 1, "share " + share);
  }

  @Test
  void unknownIsNotUnfit() {
    Finding unknown = Finding.unknown("governor", "not readable", "nothing to do");
    Finding unfit = Finding.unfit("memory", "1 GiB", "free some");
    assertTrue(Fitness.of(List.of(unknown)).fit());
    assertFalse(Fitness.of(List.of(unknown, unfit)).fit());
    assertEquals(List.of(unfit), Fitness.of(List.of(unknown, unfit)).faults());
  }

  @Test
  void forcingStampsAnUnfitMachineOnly() {
    Finding unfit = Finding.unfit("memory", "1 GiB", "free some");
    assertTrue(Fitness.of(List.of(unfit)).force().forced());
    assertFalse(Fitness.of(List.of()).force().forced());
  }

  private Calibration calibration() {
    String machine = Calibrations.fingerprint(Machine.read());
    return new Calibration(machine, "small", 12, 0.03, "2026-01-01T00:00:00Z");
  }

  @Test
  void aCalibrationIsFoundAgain() throws IOException {
    Calibrations calibrations = new Calibrations(directory.resolve("calibrations"));
    assertEquals(Optional.empty(), calibrations.find(Machine.read(), "small"));
    calibrations.store(calibration());
    assertEquals(Optional.of(calibration()), calibrations.find(Machine.read(), "small"));
    assertEquals(Optional.empty(), calibrations.find(Machine.read(), "medium"));
    try (Stream<Path> files = Files.list(directory.resolve("calibrations"))) {
      assertEquals(1, files.count(), "nothing partial is left");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "{\"machine\": \"0000\", \"workload\": \"small\", \"rounds\": 12, \"roundSpread\": 0.03,"
            + " \"madeAt\": \"2026\"}",
        "{\"machine\": \"THIS\", \"workload\": \"small\", \"rounds\": 12, \"roundSpread\": -1,"
            + " \"madeAt\": \"2026\"}",
        "{\"machine\": \"THIS\", \"workload\": \"small\", \"rounds\": 12, \"roundSpread\": \"NaN\","
            + " \"madeAt\": \"2026\"}"
      })
  void aCalibrationThatIsNoneOfThisMachineIsRefused(String text) throws IOException {
    Calibrations calibrations = new Calibrations(directory);
    Path file = calibrations.store(calibration());
    Files.writeString(file, text.replace("THIS", Calibrations.fingerprint(Machine.read())));
    String message =
        assertThrows(BadInputException.class, () -> calibrations.find(Machine.read(), "small"))
            .getMessage();
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void nothingIsMeasuredBesideAGrading() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Thread grading =
        Thread.ofPlatform()
            .start(
                () ->
                    MachineLock.whileHeld(
                        () -> {},
                        () -> {
                          inside.countDown();
                          await(leave);
                          return 0;
                        }));
    await(inside);
    List<Finding> findings = Doctor.full(Machine.read(), 1).findings();
    leave.countDown();
    grading.join();
    assertEquals(
        List.of("fp32 FMA peak", "cores together", "steady cores", "memory bandwidth"),
        findings.stream()
            .filter(finding -> finding.value().equals("not measured beside a grading"))
            .filter(finding -> finding.state() == Finding.State.UNKNOWN)
            .map(Finding::name)
            .toList());
    assertEquals(
        List.of(Finding.State.UNFIT),
        findings.stream()
            .filter(finding -> finding.name().equals("other gradings"))
            .map(Finding::state)
            .toList());
  }

  @Test
  void itIsMeasuredInTheMachinesQueue() {
    AtomicBoolean free = new AtomicBoolean(true);
    assertTrue(MachineLock.ifFree(() -> free.set(MachineLock.ifFree(() -> {}))));
    assertFalse(free.get());
    assertTrue(MachineLock.ifFree(() -> {}), "it is given back");
  }

  @Test
  void oneMeasuresAndTheOtherWaits() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicBoolean left = new AtomicBoolean();
    Thread first =
        Thread.ofPlatform()
            .start(
                () ->
                    MachineLock.whileHeld(
                        () -> {},
                        () -> {
                          inside.countDown();
                          await(leave);
                          left.set(true);
                          return 0;
                        }));
    await(inside);
    assertFalse(MachineLock.ifFree(() -> {}));
    AtomicBoolean inOrder = new AtomicBoolean();
    Thread second =
        Thread.ofPlatform()
            .start(
                () ->
                    MachineLock.whileHeld(
                        waiting::countDown,
                        () -> {
                          inOrder.set(left.get());
                          return 0;
                        }));
    await(waiting);
    leave.countDown();
    first.join();
    second.join();
    assertTrue(inOrder.get(), "the second began before the first was done");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
