package dev.fourfold.harness.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What {@code compare} can write. */
public enum ComparisonFormat {
  /** For a terminal. */
  TEXT,
  /** For a README or an issue. */
  MARKDOWN,
  /** For a spreadsheet or a data frame: numbers unrounded, one row a result. */
  CSV,
  /** For a paper: {@code tabular} with booktabs' rules. */
  LATEX,
  /** For a program. */
  JSON;

  private static final List<String> CSV_HEADINGS =
      List.of(
          "kind",
          "workload",
          "machine",
          "machine_fingerprint",
          "rank_best",
          "rank_worst",
          "name",
          "division",
          "speedup",
          "speedup_low",
          "speedup_high",
          "times_human",
          "fraction_of_limit",
          "headroom_score",
          "verdict",
          "started_at");

  /** Writes it. */
  public String render(Comparison comparison) {
    return switch (this) {
      case TEXT -> text(comparison);
      case MARKDOWN -> markdown(comparison);
      case CSV -> csv(comparison);
      case LATEX -> latex(comparison);
      case JSON -> json(comparison);
    };
  }

  private static String text(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    for (Comparison.Group group : comparison.groups()) {
      text.append(text.isEmpty() ? "" : "\n");
      text.append(
          "workload %s (%s), %s\n\n"
              .formatted(
                  Escapes.text(group.workload()), group.shape(), Escapes.text(group.machine())));
      List<List<String>> rows = new ArrayList<>();
      rows.add(ComparisonTable.HEADINGS);
      group.rows().forEach(row -> rows.add(ComparisonTable.cells(group, row, Escapes::text)));
      List<Integer> widths = widths(rows);
      rows.forEach(row -> text.append(line(widths, row)).append('\n'));
      List<String> remarks = ComparisonTable.remarks(group, Escapes::text);
      text.append(remarks.isEmpty() ? "" : "\n");
      remarks.forEach(remark -> text.append(remark).append('\n'));
    }
    if (!comparison.published().isEmpty()) {
      text.append("\n%s:\n".formatted(Comparison.NOT_COMPARABLE));
      for (Comparison.Published one : comparison.published()) {
        text.append(
            "  %s%s  %6s\n"
                .formatted(one.name(), " ".repeat(30 - one.name().length()), factor(one)));
      }
    }
    return text.toString();
  }

  private static String factor(Comparison.Published one) {
    return ComparisonTable.number("%.1f×", one.speedup());
  }

  private static List<Integer> widths(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < rows.getFirst().size(); column++) {
      int at = column;
      widths.add(rows.stream().mapToInt(row -> Escapes.width(row.get(at))).max().orElse(0));
    }
    return widths;
  }

  private static String line(List<Integer> widths, List<String> row) {
    List<String> cells = new ArrayList<>();
    for (int column = 0; column < row.size(); column++) {
      String padding = " ".repeat(widths.get(column) - Escapes.width(row.get(column)));
      boolean words = ComparisonTable.isWords(column);
      cells.add(words ? row.get(column) + padding : padding + row.get(column));
    }
    return cells.stream().collect(Collectors.joining("  ")).stripTrailing();
  }

  private static String markdown(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    for (Comparison.Group group : comparison.groups()) {
      text.append(text.isEmpty() ? "" : "\n");
      text.append(
          "**%s** (%s), %s\n\n"
              .formatted(
                  Escapes.markdown(group.workload()),
                  group.shape(),
                  Escapes.markdown(group.machine())));
      text.append(markdownLine(ComparisonTable.HEADINGS));
      List<String> rule = new ArrayList<>();
      for (int column = 0; column < ComparisonTable.HEADINGS.size(); column++) {
        rule.add(ComparisonTable.isWords(column) ? "---" : "---:");
      }
      text.append(markdownLine(rule));
      group
          .rows()
          .forEach(
              row ->
                  text.append(markdownLine(ComparisonTable.cells(group, row, Escapes::markdown))));
      ComparisonTable.remarks(group, Escapes::markdown)
          .forEach(remark -> text.append("\n- ").append(remark));
      text.append(ComparisonTable.remarks(group, Escapes::markdown).isEmpty() ? "" : "\n");
    }
    if (!comparison.published().isEmpty()) {
      text.append("\n%s:\n\n".formatted(Comparison.NOT_COMPARABLE));
      text.append("| who | speedup there |\n| --- | ---: |\n");
      comparison
          .published()
          .forEach(one -> text.append("| %s | %s |\n".formatted(one.name(), factor(one))));
    }
    return text.toString();
  }

  private static String markdownLine(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String csv(Comparison comparison) {
    StringBuilder text = new StringBuilder(String.join(",", CSV_HEADINGS)).append("\r\n");
    for (Comparison.Group group : comparison.groups()) {
      for (Comparison.Row row : group.rows()) {
        text.append(
                String.join(
                    ",",
                    "graded",
                    Escapes.csv(group.workload()),
                    Escapes.csv(group.machine()),
                    group.fingerprint(),
                    row.rank().map(rank -> Integer.toString(rank.best())).orElse(""),
                    row.rank().map(rank -> Integer.toString(rank.worst())).orElse(""),
                    Escapes.csv(row.name()),
                    Escapes.csv(ComparisonTable.division(row.division())),
                    row.speedup().map(one -> Double.toString(one.point())).orElse(""),
                    row.speedup().map(one -> Double.toString(one.low())).orElse(""),
                    row.speedup().map(one -> Double.toString(one.high())).orElse(""),
                    row.human().map(one -> Double.toString(one.point())).orElse(""),
                    row.fractionOfPeak().map(String::valueOf).orElse(""),
                    row.headroomScore().map(String::valueOf).orElse(""),
                    row.verdict().word(),
                    Escapes.csv(row.startedAt())))
            .append("\r\n");
      }
    }
    for (Comparison.Published one : comparison.published()) {
      text.append(
          "%s,,,,,,%s,,%s,,,,,,,\r\n"
              .formatted(
                  Escapes.csv("published elsewhere, not comparable"),
                  Escapes.csv(one.name()),
                  Double.toString(one.speedup())));
    }
    return text.toString();
  }

  private static String latex(Comparison comparison) {
    StringBuilder text = new StringBuilder("% needs \\usepackage{booktabs,textcomp}\n");
    for (Comparison.Group group : comparison.groups()) {
      text.append("\n\\begin{tabular}{rllrrrrrll}\n\\toprule\n");
      text.append(
          "\\multicolumn{%d}{l}{%s (%s), %s} \\\\\n\\midrule\n"
              .formatted(
                  ComparisonTable.HEADINGS.size(),
                  Escapes.latex(group.workload()),
                  group.shape(),
                  Escapes.latex(group.machine())));
      text.append(latexLine(ComparisonTable.HEADINGS)).append("\\midrule\n");
      group
          .rows()
          .forEach(
              row -> text.append(latexLine(ComparisonTable.cells(group, row, Escapes::latex))));
      text.append("\\bottomrule\n\\end{tabular}\n");
      ComparisonTable.remarks(group, Escapes::latex)
          .forEach(remark -> text.append("\n\\noindent ").append(remark).append('\n'));
    }
    if (!comparison.published().isEmpty()) {
      text.append("\n\\begin{tabular}{lr}\n\\toprule\n");
      text.append("\\multicolumn{2}{l}{%s} \\\\\n\\midrule\n".formatted(Comparison.NOT_COMPARABLE));
      comparison
          .published()
          .forEach(one -> text.append(latexLine(List.of(one.name(), factor(one)))));
      text.append("\\bottomrule\n\\end{tabular}\n");
    }
    return text.toString();
  }

  /** The table's own signs become LaTeX's; what strangers wrote has none of them any more. */
  private static String latexLine(List<String> cells) {
    return cells.stream()
            .map(
                cell ->
                    cell.replace("×", "$\\times$")
                        .replace("–", "--")
                        .replaceAll("(?<!\\\\)%", "\\\\%"))
            .collect(Collectors.joining(" & "))
        + " \\\\\n";
  }

  private static String json(Comparison comparison) {
    // ASCII only: a terminal may be what shows it, and no name may turn or colour that.
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writeValueAsString(comparison)
            .replace("\r\n", "\n")
        + "\n";
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
