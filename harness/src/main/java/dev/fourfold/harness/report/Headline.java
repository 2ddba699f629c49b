package dev.fourfold.harness.report;

import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.statistics.Estimate;
import java.util.List;

/** What there is to say in one sentence. */
final class Headline {
  private Headline() {}

  /** As HTML, every name kept to itself. */
  static String html(Comparison comparison) {
    List<Comparison.Group> groups = comparison.groups();
    if (groups.size() > 1) {
      int results = groups.stream().mapToInt(group -> group.rows().size()).sum();
      return "%,d results in %d rankings that do not compare with each other"
          .formatted(results, groups.size());
    }
    List<Comparison.Row> rows = groups.getFirst().rows();
    Comparison.Row first = rows.getFirst();
    if (first.verdict() != Verdict.VERIFIED || first.speedup().isEmpty()) {
      return rows.size() == 1
          ? "%s is %s".formatted(name(first), first.verdict().word())
          : "None of %,d results is verified".formatted(rows.size());
    }
    Estimate speedup = first.speedup().get();
    String what =
        "%s trains %s times faster than the textbook code (%s at 95&nbsp;%%)%s"
            .formatted(
                name(first),
                ComparisonTable.number("%.2f", speedup.point()),
                ComparisonTable.interval(speedup),
                first
                    .human()
                    .map(
                        human ->
                            ComparisonTable.number(
                                ", %.2f times as fast as the human reference", human.point()))
                    .orElse(""));
    long others =
        rows.stream()
            .skip(1)
            .filter(row -> row.rank().filter(r -> r.best() == 1).isPresent())
            .count();
    return others == 0 ? what : what + "; %,d more may be as fast".formatted(others);
  }

  private static String name(Comparison.Row row) {
    return "<bdi>" + Escapes.html(row.name()) + "</bdi>";
  }
}
