package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceCommandTest {
  @TempDir private Path directory;

  private static void assertRefused(String message, String... arguments) {
    Run run = Run.of(arguments);
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  @Test
  void theOraclesFilesAreWritten() throws IOException {
    Path out = directory.resolve("made/here");
    Run run =
        Run.of("trace", "oracle", "--workload", "tiny", "--steps", "2", "--out", out.toString());
    assertEquals(0, run.exitCode(), run.err());
    for (String name : List.of("initial", "step-1", "step-2", "gradients-1")) {
      double[] values =
          SafetensorsFile.read(out.resolve(name + ".safetensors"))
              .tensor("h.1.mlp.c_proj.weight")
              .doubles();
      assertEquals(4 * 32 * 32, values.length);
    }
    assertFalse(Files.exists(out.resolve("step-3.safetensors")));
  }

  /** The same seed gives the same files, in a directory that is there already too. */
  @Test
  void aTrainersFilesAreWritten() throws IOException {
    Path one = directory.resolve("one");
    Path other = Files.createDirectory(directory.resolve("other"));
    for (Path out : List.of(one, other)) {
      Run run =
          Run.of("trace", "naive", "--workload", "tiny", "--seed", "7", "--out", out.toString());
      assertEquals(0, run.exitCode(), run.err());
    }
    for (String name : List.of("config.json", "batches.safetensors", "step-4.safetensors")) {
      assertEquals(-1, Files.mismatch(one.resolve(name), other.resolve(name)), name);
    }
    assertFalse(Files.exists(one.resolve("gradients-1.safetensors")));
  }

  @Test
  void anUnknownName() {
    assertRefused(
        "'orakel' is neither oracle nor a built-in trainer (naive, human",
        "trace",
        "orakel",
        "--out",
        directory.toString());
  }

  @Test
  void aPlaceThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    for (Path place : List.of(file, file.resolve("below"))) {
      assertRefused(
          "cannot write to " + place,
          "trace",
          "oracle",
          "--workload",
          "tiny",
          "--out",
          place.toString());
    }
  }

  @Test
  void noPlaceAndNoSteps() {
    assertRefused("--out", "trace", "oracle");
    assertRefused(
        "--steps must be at least 1: 0",
        "trace",
        "oracle",
        "--workload",
        "tiny",
        "--steps",
        "0",
        "--out",
        directory.toString());
  }
}
