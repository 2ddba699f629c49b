package dev.fourfold.harness.report;

import dev.fourfold.harness.explain.Explanation;
import java.util.Formatter;
import java.util.Locale;
import java.util.Optional;

/** What {@code explain} prints. */
public final class ExplanationReport {
  private static final String ABSENT = "–";

  private ExplanationReport() {}

  /** As text. */
  public static String render(Explanation explanation) {
    Formatter text = new Formatter(Locale.ROOT);
    text.format(
        "%s, workload %s, %d threads: %.2f ms a step, %.1f %% of the FMA peak (%.0f GFLOP/s)%n",
        explanation.candidate(),
        explanation.workload(),
        explanation.threads(),
        1e3 * explanation.secondsPerStep(),
        100 * explanation.fractionOfPeak(),
        explanation.peakGflops());
    text.format(
        "by %s (%,d %s)%n%n",
        explanation.source(),
        explanation.observations(),
        explanation.source().equals(Explanation.CLOCK) ? "steps" : "samples");
    text.format("  %-18s %9s %7s %8s %9s%n", "phase", "ms/step", "share", "GFLOP", "of peak");
    for (Explanation.PhaseShare phase : explanation.phases()) {
      text.format(
          "  %-18s %9.2f %6.1f%% %8s %9s%n",
          phase.phase(),
          1e3 * phase.secondsPerStep(),
          100 * phase.share(),
          cell("%.3f", phase.flopsPerStep().map(flops -> 1e-9 * flops)),
          cell("%.1f %%", phase.fractionOfPeak().map(fraction -> 100 * fraction)));
    }
    if (!explanation.methods().isEmpty()) {
      text.format("%n  %6s  %-18s %s%n", "share", "phase", "method");
      for (Explanation.MethodShare method : explanation.methods()) {
        text.format("  %5.1f%%  %-18s %s%n", 100 * method.share(), method.phase(), method.method());
      }
    }
    return text.toString();
  }

  private static String cell(String format, Optional<Double> value) {
    return value.map(known -> String.format(Locale.ROOT, format, known)).orElse(ABSENT);
  }
}
