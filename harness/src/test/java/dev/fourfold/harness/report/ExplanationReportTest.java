package dev.fourfold.harness.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.harness.explain.Explanation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationReportTest {

  @Test
  void showsPhasesAndMethods() {
    Explanation explanation =
        new Explanation(
            Explanation.SCHEMA,
            "mine",
            "small",
            2,
            Explanation.SAMPLES,
            1234,
            0.0125,
            400,
            2.5e9,
            0.5,
            List.of(
                new Explanation.PhaseShare(
                    "products forward", 0.005, 0.4, Optional.of(8e8), Optional.of(0.4)),
                new Explanation.PhaseShare(
                    "other", 0.0075, 0.6, Optional.empty(), Optional.empty())),
            List.of(new Explanation.MethodShare("mine.Products.tile", "products forward", 0.4)));
    assertEquals(
        """
        mine, workload small, 2 threads: 12.50 ms a step, 50.0 % of the FMA peak (400 GFLOP/s)
        by execution samples (1,234 samples)

          phase                ms/step   share    GFLOP   of peak
          products forward        5.00   40.0%    0.800    40.0 %
          other                   7.50   60.0%        –         –

           share  phase              method
           40.0%  products forward   mine.Products.tile
        """,
        ExplanationReport.render(explanation));
  }
}
