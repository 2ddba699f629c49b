package dev.fourfold.core.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AffinityTest {
  @Test
  void readsTheKernelsLists() {
    assertEquals(List.of(0), Affinity.numbers("0"));
    assertEquals(List.of(0, 1, 2, 3, 8), Affinity.numbers("0-3,8"));
    assertEquals(List.of(5, 6, 9, 10), Affinity.numbers("5-6,9-10"));
  }

  @Test
  void noCoresAreNotSet() {
    assertFalse(Affinity.ofThread(ProcessHandle.current().pid(), List.of()));
  }

  /** Where the system has none of it there is nothing to test. */
  @Test
  void aWorkerIsConfinedAndSetFree() throws Exception {
    List<Integer> allowed = Affinity.allowed();
    assumeFalse(allowed.isEmpty() || !Files.exists(Path.of("/usr/bin/taskset")));
    try (WorkerProcess worker =
        WorkerProcessTest.start(Misbehaviour.Keeps.class, Duration.ofMinutes(1))) {
      worker.pause();
      worker.confine(List.of(allowed.getLast()));
      assertTrue(allThreadsOf(worker.pid(), List.of(allowed.getLast())));
      worker.confine(allowed);
      assertTrue(allThreadsOf(worker.pid(), allowed));
      worker.resume();
      worker.wake();
      List<ThreadUse> use = worker.threadUse();
      assertFalse(use.isEmpty());
      assertTrue(use.stream().allMatch(one -> allowed.contains(one.core())), use.toString());
    }
  }

  private static boolean allThreadsOf(long pid, List<Integer> cores) throws Exception {
    try (var tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return tasks.allMatch(task -> coresOf(task).equals(cores));
    }
  }

  private static List<Integer> coresOf(Path task) {
    try (var lines = Files.lines(task.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> Affinity.numbers(line.substring(line.indexOf(':') + 1).strip()))
          .findFirst()
          .orElseThrow();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
