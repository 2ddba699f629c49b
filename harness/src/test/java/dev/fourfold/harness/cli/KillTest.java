package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any process of a grading is killed (SIGKILL) at a random moment. Whatever the grading makes of
 * that, no process is left, a result is whole or absent, and the next grading works.
 *
 * <p>A hundred times: {@code mvn -pl harness -am package -Dtest=KillTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfourfold.kills=100}.
 */
final class KillTest {
  private static final int KILLS = Integer.getInteger("fourfold.kills", 2);

  /** The trusted worker and, of a round's workers, two at least. */
  private static final int A_ROUND = 3;

  @TempDir private Path directory;

  private Process grade(Path out, int rounds) throws IOException {
    return Started.fourfold(
        List.of(
            "grade",
            "human",
            "--workload",
            "tiny",
            "--rounds",
            Integer.toString(rounds),
            "--precision",
            "1e12",
            "--warm-up",
            "0.05",
            "--out",
            out.toString()),
        ProcessBuilder.Redirect.DISCARD);
  }

  @Test
  void leavesNoProcessAndNoHalfAResult() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      String where = "kill " + kill + " of seed " + seed;
      Path out = directory.resolve("out-" + kill);
      Process grading = grade(out, 2);
      Map<Long, ProcessHandle> seen = new HashMap<>();
      watch(grading, seen, 500 + random.nextInt(7000));
      while (kill == 0 && grading.isAlive() && grading.descendants().count() < A_ROUND) {
        watch(grading, seen, 100);
      }
      List<ProcessHandle> alive = new ArrayList<>(grading.descendants().toList());
      alive.forEach(one -> seen.put(one.pid(), one));
      alive.add(grading.toHandle());
      // The grading itself first, with a round's workers, of which some are stopped: whoever is
      // killed outright cannot tidy up.
      ProcessHandle victim =
          kill == 0 ? grading.toHandle() : alive.get(random.nextInt(alive.size()));
      victim.destroyForcibly();
      while (grading.isAlive()) {
        watch(grading, seen, 200);
      }
      for (ProcessHandle one : seen.values()) {
        one.onExit().get(20, TimeUnit.SECONDS);
      }
      if (Files.exists(out)) {
        assertEquals(
            0, Run.of("verify-result", out.resolve("result.json").toString()).exitCode(), where);
      }
    }
    Process next = grade(directory.resolve("out-0-again"), 2);
    assertTrue(next.waitFor(300, TimeUnit.SECONDS));
    assertEquals(0, next.exitValue());
    assertFalse(Files.notExists(directory.resolve("out-0-again/result.json")));
    assertEquals(List.of(), partial(), "the next grading clears what killed ones left");
  }

  private List<Path> partial() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("\\..*partial.*"))
          .toList();
    }
  }

  /** Notes every process of the grading for so many milliseconds, or until it ends. */
  private static void watch(Process grading, Map<Long, ProcessHandle> seen, long milliseconds)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    while (grading.isAlive() && System.nanoTime() < end) {
      grading.descendants().forEach(one -> seen.put(one.pid(), one));
      Thread.sleep(50);
    }
  }
}
