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
import dev.fourfold.harness.measure.TimeLimit;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.submission.Candidate;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A grading as commands run it: in the machine's queue, on a machine that was looked at before. */
final class MeasuredGrading {
  /** Each has a process with a heap of its own; of a larger batch so many share their rounds. */
  private static final int MOST_AT_ONCE = 8;

  private final PrintWriter err;
  private final TrainingOptions training;
  private final int mostRounds;
  private final double precision;
  private final Duration warmUp;
  private final Optional<TimeLimit> quick;

  /**
   * A grading to be run.
   *
   * @param precision the half-width to reach, as a fraction
   * @param warmUp how long to warm every worker up, to the nearest episode
   */
  MeasuredGrading(
      PrintWriter err,
      TrainingOptions training,
      int mostRounds,
      double precision,
      Duration warmUp) {
    this(err, training, mostRounds, precision, warmUp, Optional.empty());
  }

  private MeasuredGrading(
      PrintWriter err,
      TrainingOptions training,
      int mostRounds,
      double precision,
      Duration warmUp,
      Optional<TimeLimit> quick) {
    this.err = err;
    this.training = training;
    this.mostRounds = mostRounds;
    this.precision = precision;
    this.warmUp = warmUp;
    this.quick = quick;
  }

  /** The same in a hurry: an answer by then, with the interval that it has. */
  MeasuredGrading by(TimeLimit end) {
    return new MeasuredGrading(err, training, mostRounds, precision, warmUp, Optional.of(end));
  }

  /**
   * Waits for the machine, looks at it, grades.
   *
   * @param force to grade on an unfit machine
   * @throws UnfitMachineException on an unfit machine, unless forced
   */
  List<Grading.Graded> run(List<Candidate> candidates, boolean force) {
    return run(candidates, force, graded -> {});
  }

  /**
   * As {@link #run(List, boolean)}.
   *
   * @param concluded is told of each candidate as soon as it is graded
   */
  List<Grading.Graded> run(
      List<Candidate> candidates, boolean force, Consumer<Grading.Graded> concluded) {
    Workload workload = training.workload();
    // Read first: who gave a bad one need not wait for the machine to hear of it.
    Corpus corpus = training.corpus();
    return MachineLock.whileHeld(
        () -> sayWaiting(err), () -> runAlone(candidates, force, concluded, workload, corpus));
  }

  private List<Grading.Graded> runAlone(
      List<Candidate> candidates,
      boolean force,
      Consumer<Grading.Graded> concluded,
      Workload workload,
      Corpus corpus) {
    Machine machine = Machine.read();
    Fitness fitness = look(err, machine, training, force || quick.isPresent());
    Optional<Calibration> calibration = Calibrations.ofUser().find(machine, workload.name());
    say(calibration);
    MeasurementPlan plan =
        new MeasurementPlan(
            workload,
            corpus,
            training.threads(),
            IntervalRule.of(precision, mostRounds, calibration.map(Calibration::roundSpread)),
            warmUp,
            training.deadline());
    List<Grading.Graded> graded = new ArrayList<>();
    for (int first = 0; first < candidates.size(); first += MOST_AT_ONCE) {
      List<Candidate> group =
          candidates.subList(first, Math.min(first + MOST_AT_ONCE, candidates.size()));
      try (Progress progress = ProgressOnStandardError.create(err)) {
        graded.addAll(
            new Grading(
                    quick.map(plan::quick).orElse(plan),
                    new SecureRandom().nextLong(),
                    progress,
                    Optional.of(fitness),
                    calibration)
                .run(group, concluded));
      }
    }
    return graded;
  }

  /**
   * Looks at the machine before it is measured on, and waits for others to be done with it.
   *
   * @param force to measure on an unfit machine, of which a line is said then
   * @throws UnfitMachineException on an unfit machine, unless forced or on {@code tiny}
   */
  static Fitness look(PrintWriter err, Machine machine, TrainingOptions training, boolean force) {
    // Nobody ranks tiny's numbers or those of somebody in a hurry.
    boolean anyhow = force || training.workload().equals(Workload.TINY);
    Fitness fitness = Doctor.quick(machine, training.threads(), anyhow ? 1 : Doctor.PATIENT_LOOKS);
    if (fitness.fit()) {
      return fitness;
    }
    if (!anyhow) {
      throw new UnfitMachineException(fitness);
    }
    for (Finding fault : fitness.faults()) {
      err.println("unfit: %s: %s".formatted(fault.name(), fault.value()));
    }
    return fitness.force();
  }

  private void say(Optional<Calibration> calibration) {
    if (quick.isPresent()) {
      err.println("quick: few rounds, so the interval is wide; grade without --quick narrows it");
    }
    err.println(
        calibration
            .map(
                known ->
                    "calibrated on %d A/A rounds: ±%.1f %% can be told apart in %d rounds"
                        .formatted(known.rounds(), 100 * known.resolvable(mostRounds), mostRounds))
            .orElse("no A/A calibration of this machine: see doctor --calibrate"));
    err.flush();
  }

  static void sayWaiting(PrintWriter err) {
    err.println("waiting: something else is measuring on this machine");
    err.flush();
  }
}
