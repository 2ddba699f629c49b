package dev.fourfold.core.worker;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ThreadUseTest {
  @BeforeAll
  static void theSystemSays() {
    assumeTrue(Files.exists(Path.of("/proc/self/schedstat")));
  }

  /** However busy the machine is: who has no core waits for one. */
  @Test
  void aThreadThatComputesWantsACoreAtEveryLook() throws Exception {
    try (WorkerProcess worker =
        WorkerProcessTest.start(Misbehaviour.GoesOn.class, Duration.ofMinutes(1))) {
      TrainingTask task = Workload.TINY.task(1);
      Trainer trainer = worker.create(task, new float[34_688]);
      trainer.step(new int[task.tokensPerStep()], new int[task.tokensPerStep()], 0);
      for (int look = 0; look < 20; look++) {
        assertTrue(worker.threadUse().stream().anyMatch(ThreadUse::wantsCore), "look " + look);
        Thread.sleep(5);
      }
    }
  }

  @Test
  void aWorkerWithNothingToDoFallsSilent() throws Exception {
    try (WorkerProcess worker =
        WorkerProcessTest.start(Misbehaviour.Keeps.class, Duration.ofMinutes(1))) {
      boolean silent = false;
      for (int look = 0; look < 200 && !silent; look++) {
        Thread.sleep(50);
        silent = worker.threadUse().stream().noneMatch(ThreadUse::wantsCore);
      }
      assertTrue(silent);
    }
  }
}
