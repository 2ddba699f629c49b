package dev.fourfold.harness.doctor;

import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.measure.MeasurementPlan;
import dev.fourfold.harness.measure.PairedRounds;
import dev.fourfold.harness.measure.PairedRounds.Pair;
import dev.fourfold.harness.measure.Progress;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.statistics.RatioOfRounds;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Grades trainers against themselves and makes a calibration of it. */
public final class SelfGrading {
  private final Machine machine;
  private final MeasurementPlan plan;
  private final Progress progress;

  /**
   * On this machine.
   *
   * @param plan with as many rounds of each trainer as its rule allows
   */
  public SelfGrading(Machine machine, MeasurementPlan plan, Progress progress) {
    this.machine = machine;
    this.plan = plan;
    this.progress = progress;
  }

  /** What came of one trainer: its ratio to itself, which is truly 1. */
  public record Ratio(String trainer, Estimate estimate, int rounds) {}

  /**
   * Takes minutes.
   *
   * @param trainers names of built-in ones
   * @param done is told of each as soon as it is done
   */
  public Calibration of(List<String> trainers, Consumer<Ratio> done) {
    List<Pair> all = new ArrayList<>();
    for (String trainer : trainers) {
      List<Pair> pairs = new PairedRounds(plan, progress).against(trainer);
      all.addAll(pairs);
      done.accept(new Ratio(trainer, estimate(pairs), pairs.size()));
    }
    return new Calibration(
        Calibrations.fingerprint(machine),
        plan.workload().name(),
        all.size(),
        spread(all),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private Estimate estimate(List<Pair> pairs) {
    return RatioOfRounds.estimate(
        pairs.stream().map(Pair::first).toList(),
        pairs.stream().map(Pair::second).toList(),
        plan.rule());
  }

  /** Root mean square of the rounds' log ratios about 0, where they truly are. */
  static double spread(List<Pair> pairs) {
    double sum = 0;
    for (Pair pair : pairs) {
      double logRatio = Math.log(pair.first() / pair.second());
      sum += logRatio * logRatio;
    }
    return Math.sqrt(sum / pairs.size());
  }
}
