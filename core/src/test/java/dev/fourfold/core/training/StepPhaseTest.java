package dev.fourfold.core.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepPhaseTest {

  @Test
  void phasesHaveAllOfAStepsWork() {
    for (Workload workload : Workload.published()) {
      double sum = 0;
      for (StepPhase phase : StepPhase.values()) {
        sum += phase.flops(workload.task(1));
      }
      assertEquals(workload.flopsPerStep(), sum, 1e-9 * sum, workload.name());
    }
  }

  @Test
  void areFoundByTheirTitles() {
    for (StepPhase phase : StepPhase.values()) {
      assertEquals(Optional.of(phase), StepPhase.titled(phase.title()));
    }
    assertEquals(Optional.empty(), StepPhase.titled("other"));
  }
}
