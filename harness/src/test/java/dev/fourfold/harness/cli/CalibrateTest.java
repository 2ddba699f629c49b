package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.doctor.Calibrations;
import dev.fourfold.harness.measure.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor --calibrate} on an unfit machine. Needs bubblewrap, and fails without. */
final class CalibrateTest {
  @TempDir private Path directory;

  private Path data() {
    return directory.resolve("data");
  }

  private Path calibrations() {
    return data().resolve("fourfold").resolve("calibrations");
  }

  /** Where hardly any memory is available: unfit for certain, and whatever else is at work. */
  private Run calibrate(String... options) throws IOException, InterruptedException {
    String memory =
        Files.readString(Path.of("/proc/meminfo"))
            .replaceFirst("(?m)^MemAvailable:.*$", "MemAvailable:    1048576 kB");
    Path meminfo = Files.writeString(directory.resolve("meminfo"), memory);
    List<String> arguments = new ArrayList<>(List.of("doctor", "--calibrate", "--rounds", "3"));
    arguments.addAll(List.of(options));
    ProcessBuilder builder = Started.builder(Fourfold.class, arguments);
    builder
        .command()
        .addAll(
            0,
            List.of(
                "bwrap", "--dev-bind", "/", "/", "--ro-bind", meminfo.toString(), "/proc/meminfo"));
    builder.environment().put("XDG_DATA_HOME", data().toString());
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    int exitCode =
        builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Run(exitCode, Files.readString(out), Files.readString(err));
  }

  @Test
  void isRefusedAndTheOlderCalibrationStays() throws Exception {
    Files.createDirectories(calibrations());
    String name = Calibrations.fingerprint(Machine.read()) + "-small.json";
    Files.writeString(calibrations().resolve(name), "older");
    Run run = calibrate();
    assertEquals(3, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains("memory: 1.0 GiB available"), run.err());
    assertTrue(run.err().contains("--force measures all the same"), run.err());
    assertEquals("older", Files.readString(calibrations().resolve(name)));
  }
}
