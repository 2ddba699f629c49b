package dev.fourfold.core.worker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessEndTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void whoRunsHasNotEndedAndWhoWasKilledHas() throws Exception {
    Process process = new ProcessBuilder("sleep", "100").start();
    try {
      assertFalse(ProcessEnd.hasEnded(process.toHandle()));
    } finally {
      process.destroyForcibly();
    }
    ProcessEnd.await(process.toHandle(), LONG);
    assertTrue(ProcessEnd.hasEnded(process.toHandle()));
  }

  /** The shell's place is taken by a program that knows of no child, and never takes note of it. */
  @Test
  void whoHasEndedHasEndedAlthoughNobodyTookNote() throws Exception {
    assumeTrue(new File("/proc/self/stat").exists());
    Process parent = new ProcessBuilder("sh", "-c", "sleep 0.2 & exec sleep 100").start();
    try {
      List<ProcessHandle> children = List.of();
      for (int wait = 0; children.isEmpty() && wait < 1000; wait++) {
        Thread.sleep(10);
        children = parent.toHandle().children().toList();
      }
      ProcessHandle child = children.getFirst();
      ProcessEnd.await(child, LONG);
      assertTrue(child.isAlive());
      assertTrue(ProcessEnd.hasEnded(child));
      assertFalse(ProcessEnd.hasEnded(parent.toHandle()));
    } finally {
      parent.destroyForcibly();
    }
  }
}
