package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A grading that is ended in the middle leaves no process and no half-written result. */
final class InterruptionTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void leavesNothingBehind(String signal) throws Exception {
    Path out = directory.resolve("out");
    Process grading =
        Started.start(
            Fourfold.class,
            List.of(
                "grade",
                "naive",
                "--workload",
                "tiny",
                "--rounds",
                "100",
                "--precision",
                "0.0001",
                "--out",
                out.toString()),
            ProcessBuilder.Redirect.DISCARD,
            ProcessBuilder.Redirect.PIPE);
    List<ProcessHandle> workers;
    try (BufferedReader err = grading.errorReader()) {
      String said = err.readLine();
      while (said != null && !said.equals("verifying naive")) {
        said = err.readLine();
      }
      assertEquals("verifying naive", said);
      workers = awaitWorkers(grading);
      Started.signal(grading, signal);
      assertTrue(grading.waitFor(30, TimeUnit.SECONDS));
      assertFalse(err.lines().anyMatch(line -> line.startsWith("\tat ")));
    } finally {
      grading.destroyForcibly();
    }
    for (ProcessHandle worker : workers) {
      worker.onExit().get(10, TimeUnit.SECONDS);
    }
    assertFalse(Files.exists(out));
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** Two at least: some are stopped then, and must be ended all the same. */
  private static List<ProcessHandle> awaitWorkers(Process grading) throws InterruptedException {
    for (int attempt = 0; attempt < 1800; attempt++) {
      List<ProcessHandle> workers = grading.descendants().toList();
      if (workers.size() >= 3) {
        return workers;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no workers came up");
  }
}
