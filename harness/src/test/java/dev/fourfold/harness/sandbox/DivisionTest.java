package dev.fourfold.harness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.WorkerCommand;
import org.junit.jupiter.api.Test;

/** Divisions are read from bytecode, whatever a class is called. */
final class DivisionTest {
  private static Division of(Class<?> type) {
    return Division.of(CompiledClasses.read(WorkerCommand.home(type), type.getPackageName()));
  }

  @Test
  void theNaiveTrainerHasOneThreadAndNoVectors() {
    Class<?> naive = BuiltInTrainers.named(BuiltInTrainers.BASELINE).orElseThrow().getClass();
    assertEquals(new Division("single", false), of(naive));
  }

  @Test
  void thisPackagesTestsStartThreads() {
    // Its probe has parallel streams, pools and virtual threads.
    assertEquals("several", of(Probe.class).threads());
  }
}
