package dev.fourfold.harness.report;

import dev.fourfold.harness.sandbox.Division;
import dev.fourfold.harness.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The cells of a comparison as people read them, with strangers' words made harmless. */
final class ComparisonTable {
  static final String ABSENT = "–";

  static final List<String> HEADINGS =
      List.of(
          "rank",
          "name",
          "division",
          "speedup",
          "95 % interval",
          "× human",
          "of limit",
          "headroom",
          "verdict",
          "machine");

  /** How many of the first columns hold words, and so are set to the left, besides the last two. */
  private static final int WORDS_FROM = 1;

  private static final int WORDS_TO = 3;
  private static final int LAST_NUMBER = 7;

  private ComparisonTable() {}

  static boolean isWords(int column) {
    return (column >= WORDS_FROM && column < WORDS_TO) || column > LAST_NUMBER;
  }

  /**
   * One row.
   *
   * @param escape for what strangers wrote
   */
  static List<String> cells(
      Comparison.Group group, Comparison.Row row, UnaryOperator<String> escape) {
    return List.of(
        row.rank().map(Places::text).orElse(ABSENT),
        escape.apply(row.name()),
        division(row.division()),
        row.speedup().map(speedup -> number("%.2f×", speedup.point())).orElse(ABSENT),
        row.speedup().map(ComparisonTable::interval).orElse(ABSENT),
        number("%.2f", row.human().map(Estimate::point)),
        number("%.1f %%", row.fractionOfPeak().map(fraction -> 100 * fraction)),
        number("%.2f", row.headroomScore()),
        row.verdict().word(),
        escape.apply(group.machine()));
  }

  static String interval(Estimate speedup) {
    return number("%.2f", speedup.low()) + "–" + number("%.2f", speedup.high());
  }

  /** {@code several threads, vectors}, as the bytecode says; of an edited file it may say more. */
  static String division(Division division) {
    String threads = division.threads().equals("several") ? "several threads" : "one thread";
    return division.vectorApi() ? threads + ", vectors" : threads;
  }

  /** A number; what is next to nothing is 0 and not -0. */
  static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value).replaceFirst("^-(0[.0]*)(?![.0-9])", "$1");
  }

  private static String number(String format, Optional<Double> value) {
    return value.map(known -> number(format, known)).orElse(ABSENT);
  }

  /** What is under a ranking: reasons and notes. */
  static List<String> remarks(Comparison.Group group, UnaryOperator<String> escape) {
    List<String> remarks = new ArrayList<>();
    for (Comparison.Row row : group.rows()) {
      row.result()
          .reasons()
          .forEach(
              reason ->
                  remarks.add(
                      "%s: %s (%s)"
                          .formatted(
                              escape.apply(row.name()),
                              row.verdict().word(),
                              escape.apply(reason.code()))));
    }
    // Our own words: there is nothing in them to escape, and they are longer than a name may be.
    remarks.addAll(group.notes());
    return remarks;
  }
}
