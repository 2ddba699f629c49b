package dev.fourfold.harness.measure;

import dev.fourfold.harness.verify.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Of many checks of the same quantities, the worst of each. */
final class WorstChecks {
  private final Map<String, Check> worst = new LinkedHashMap<>();

  void add(List<Check> checks) {
    for (Check check : checks) {
      worst.merge(check.name(), check, Check::worse);
    }
  }

  List<Check> checks() {
    return List.copyOf(worst.values());
  }
}
