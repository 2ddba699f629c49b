package dev.fourfold.harness.cli;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.doctor.Calibration;
import dev.fourfold.harness.doctor.Calibrations;
import dev.fourfold.harness.doctor.Doctor;
import dev.fourfold.harness.doctor.Finding;
import dev.fourfold.harness.doctor.Fitness;
import dev.fourfold.harness.doctor.MachineLock;
import dev.fourfold.harness.doctor.UnfitMachineException;
import dev.fourfold.harness.grading.Grading;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.measure.MeasurementPlan;
import dev.fourfold.harness.measure.Progress;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.submission.Candidate;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A grading as commands run it: in the machine's queue, on a machine that was looked at before. */
final class MeasuredGrading {
  private final PrintWriter err;
  private final TrainingOptions training;
  private final int mostRounds;
  private final double precision;
  private final Duration warmUp;

  /**
   * A grading to be run.
   *
   * @param precision the half-width to reach, as a fraction
   * @param warmUp how long to warm every worker up at least
   */
  MeasuredGrading(
      PrintWriter err,
      TrainingOptions training,
      int mostRounds,
      double precision,
      Duration warmUp) {
    this.err = err;
    this.training = training;
    this.mostRounds = mostRounds;
    this.precision = precision;
    this.warmUp = warmUp;
  }

  /**
   * Waits for the machine, looks at it, grades.
   *
   * @param force to grade on an unfit machine
   * @throws UnfitMachineException on an unfit machine, unless forced
   */
  List<Grading.Graded> run(List<Candidate> candidates, boolean force) {
    Workload workload = training.workload();
    // Read first: who gave a bad one need not wait for the machine to hear of it.
    Corpus corpus = training.corpus();
    return MachineLock.whileHeld(
        () -> sayWaiting(err), () -> runAlone(candidates, force, workload, corpus));
  }

  private List<Grading.Graded> runAlone(
      List<Candidate> candidates, boolean force, Workload workload, Corpus corpus) {
    try (Progress progress = ProgressOnStandardError.create(err)) {
      Machine machine = Machine.read();
      // Nobody compares tiny's numbers: it is for tests and smoke runs.
      boolean anyhow = force || workload.equals(Workload.TINY);
      Fitness fitness =
          Doctor.quick(machine, training.threads(), anyhow ? 1 : Doctor.PATIENT_LOOKS);
      if (!fitness.fit()) {
        if (!anyhow) {
          throw new UnfitMachineException(fitness);
        }
        for (Finding fault : fitness.faults()) {
          err.println("unfit: %s: %s".formatted(fault.name(), fault.value()));
        }
        fitness = fitness.force();
      }
      Optional<Calibration> calibration = Calibrations.ofUser().find(machine, workload.name());
      err.println(
          calibration
              .map(
                  known ->
                      "calibrated on %d A/A rounds: ±%.1f %% can be told apart in %d rounds"
                          .formatted(
                              known.rounds(), 100 * known.resolvable(mostRounds), mostRounds))
              .orElse("no A/A calibration of this machine: see doctor --calibrate"));
      err.flush();
      MeasurementPlan plan =
          new MeasurementPlan(
              workload,
              corpus,
              training.threads(),
              IntervalRule.of(precision, mostRounds, calibration.map(Calibration::roundSpread)),
              warmUp,
              training.deadline());
      return new Grading(
              plan, new SecureRandom().nextLong(), progress, Optional.of(fitness), calibration)
          .run(candidates);
    }
  }

  static void sayWaiting(PrintWriter err) {
    err.println("waiting: something else is measuring on this machine");
    err.flush();
  }
}
