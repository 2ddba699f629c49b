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
      worst.merge(check.name(), check, WorstChecks::worse);
    }
  }

  private static Check worse(Check one, Check other) {
    if (one.passed() != other.passed()) {
      return one.passed() ? other : one;
    }
    return one.worst() >= other.worst() ? one : other;
  }

  List<Check> checks() {
    return List.copyOf(worst.values());
  }
}
