package dev.fourfold.harness.report;

import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.verify.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table that {@code grade} prints. No speedup is shown without its interval. */
public final class GradeTable {
  private static final String ABSENT = "–";

  private static final List<String> HEADINGS =
      List.of(
          "candidate",
          "verdict",
          "speedup",
          "95 % interval",
          "× human",
          "ms/step",
          "of peak",
          "headroom");

  private GradeTable() {}

  /** The table and, under it, why a candidate is not verified. */
  public static String render(List<GradingResult> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    results.forEach(result -> rows.add(row(result)));
    StringBuilder table = new StringBuilder(heading(results.getFirst())).append("\n\n");
    for (List<String> row : rows) {
      table.append(line(rows, row)).append('\n');
    }
    for (GradingResult result : results) {
      for (Reason reason : result.reasons()) {
        table.append(
            "%n%s: %s (%s)%n"
                .formatted(result.candidate().name(), reason.message(), reason.code()));
      }
    }
    for (GradingResult result : results) {
      notes(result).forEach(note -> table.append("%n%s: %s%n".formatted(name(result), note)));
    }
    return table.toString();
  }

  private static String name(GradingResult result) {
    return result.candidate().name();
  }

  /** What a reader of the number should know besides. */
  private static List<String> notes(GradingResult result) {
    List<String> notes = new ArrayList<>();
    result
        .cold()
        .ifPresent(
            cold ->
                notes.add(
                    String.format(
                        Locale.ROOT,
                        "cold, %d steps from the start of the process: %.2f s, %.2f× (%s)",
                        cold.steps(),
                        cold.candidateSeconds(),
                        cold.speedup().point(),
                        interval(cold.speedup()))));
    result.measurement().endedEarly().ifPresent(notes::add);
    result.disturbedRounds().ifPresent(notes::add);
    result
        .environment()
        .fitness()
        .filter(fitness -> fitness.forced())
        .ifPresent(
            fitness ->
                fitness
                    .faults()
                    .forEach(
                        fault ->
                            notes.add(
                                "measured on an unfit machine: %s: %s"
                                    .formatted(fault.name(), fault.value()))));
    return notes;
  }

  private static String heading(GradingResult result) {
    return "workload %s (L=%d H=%d C=%d T=%d B=%d), %s, %d cores"
        .formatted(
            result.workload().name(),
            result.workload().layers(),
            result.workload().heads(),
            result.workload().channels(),
            result.workload().contextLength(),
            result.workload().batchSize(),
            result.environment().machine().cpu(),
            result.environment().threads());
  }

  private static List<String> row(GradingResult result) {
    return List.of(
        result.candidate().name(),
        result.verdict().word(),
        result
            .speedup()
            .map(speedup -> ComparisonTable.number("%.2f×", speedup.point()))
            .orElse(ABSENT),
        result.speedup().map(GradeTable::interval).orElse(ABSENT),
        result
            .human()
            .map(human -> ComparisonTable.number("%.2f", human.ratio().point()))
            .orElse(ABSENT),
        result.speedup().isEmpty()
            ? ABSENT
            : result
                .secondsPerStep()
                .map(seconds -> ComparisonTable.number("%.1f", 1e3 * seconds))
                .orElse(ABSENT),
        result
            .limit()
            .map(limit -> ComparisonTable.number("%.1f %%", 100 * limit.fractionOfPeak()))
            .orElse(ABSENT),
        result
            .limit()
            .map(limit -> ComparisonTable.number("%.2f", limit.headroomScore()))
            .orElse(ABSENT));
  }

  private static String interval(Estimate speedup) {
    return ComparisonTable.number("%.2f", speedup.low())
        + "–"
        + ComparisonTable.number("%.2f", speedup.high());
  }

  /** Words to the left, numbers to the right, each column as wide as its widest cell. */
  private static String line(List<List<String>> rows, List<String> row) {
    List<String> cells = new ArrayList<>();
    for (int column = 0; column < row.size(); column++) {
      int at = column;
      int width = rows.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
      String padding = " ".repeat(width - row.get(column).length());
      cells.add(column < 2 ? row.get(column) + padding : padding + row.get(column));
    }
    return cells.stream().collect(Collectors.joining("  ")).stripTrailing();
  }
}
