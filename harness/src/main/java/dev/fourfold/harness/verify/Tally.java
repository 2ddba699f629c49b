package dev.fourfold.harness.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds deviations against their bounds and keeps the worst of each quantity. */
final class Tally {
  private final Bounds bounds;
  private final double factor;
  private final Map<String, Check> worst = new LinkedHashMap<>();

  /**
   * A tally.
   *
   * @param factor by which bounds are widened
   */
  Tally(Bounds bounds, double factor) {
    this.bounds = bounds;
    this.factor = factor;
  }

  /** Adds deviations in the order of computation; gives the first that is beyond its bound. */
  Optional<Deviation> add(List<Deviation> deviations) {
    for (Deviation deviation : deviations) {
      double bound = bound(deviation);
      worst.merge(
          deviation.key(),
          new Check(deviation.key(), deviation.error(), bound, deviation.isWithin(bound)),
          Check::worse);
    }
    return firstBeyond(1, deviations);
  }

  /** The first of deviations that is beyond so many times its bound; nothing is added. */
  Optional<Deviation> firstBeyond(double times, List<Deviation> deviations) {
    return deviations.stream().filter(one -> !one.isWithin(times * bound(one))).findFirst();
  }

  /** One check a quantity, in the order in which they came. */
  List<Check> checks() {
    return List.copyOf(worst.values());
  }

  double bound(Deviation deviation) {
    return factor * bounds.of(deviation.key());
  }

  ReasonCode code(Deviation deviation) {
    return deviation.isFinite() ? deviation.code() : ReasonCode.NOT_FINITE;
  }

  /** What is off and by how much. */
  String message(Deviation deviation) {
    if (!deviation.isFinite()) {
      return deviation.what() + " is not finite";
    }
    return "%s is off by %.3g times what rounding explains (relative error %.2g, allowed %.2g)"
        .formatted(
            deviation.what(),
            deviation.error() / bound(deviation),
            deviation.error(),
            bound(deviation));
  }
}
