package dev.fourfold.harness.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.PhaseTimed;
import dev.fourfold.core.training.StepPhase;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplainerTest {

  @Test
  void theTextbookSaysInWhichPhaseEachOfItsMethodsIs() {
    TrainerProvider naive = BuiltInTrainers.named("naive").orElseThrow();
    String name = naive.getClass().getPackageName();
    PhaseMap map = PhaseMap.read(WorkerCommand.home(naive.getClass()));
    assertEquals(
        Optional.of(StepPhase.PRODUCTS_FORWARD), map.of(name + ".Linear", "forward", "([[F)[[F"));
    assertEquals(
        Optional.of(StepPhase.PRODUCTS_BACKWARD), map.of(name + ".Linear", "backward", "([[F)[[F"));
    assertEquals(
        Optional.of(StepPhase.ATTENTION), map.of(name + ".Attention", "forward", "([[F)[[F"));
    assertEquals(Optional.empty(), map.of(name + ".Block", "forward", "([[F)[[F"));
    assertEquals(Optional.empty(), map.of(name + ".Linear", "forward", "()V"));
  }

  @Test
  void everyClockSpeaksOfKnownPhases() {
    int clocks = 0;
    for (TrainerProvider provider : BuiltInTrainers.all()) {
      float[] initial = InitialParameters.draw(ParameterLayout.of(Workload.TINY.model()), 1);
      try (Trainer trainer = provider.create(Workload.TINY.task(1), initial)) {
        if (trainer instanceof PhaseTimed timed) {
          clocks++;
          for (String title : timed.phaseSeconds().keySet()) {
            assertTrue(StepPhase.titled(title).isPresent(), provider.name() + ": " + title);
          }
        }
      }
    }
    assertTrue(clocks > 0, "no built-in trainer has a clock");
  }

  @Test
  void refusesWhatIsNoJar() {
    assertThrows(
        RuntimeException.class, () -> PhaseMap.read(java.nio.file.Path.of("no", "such", "jar")));
  }
}
