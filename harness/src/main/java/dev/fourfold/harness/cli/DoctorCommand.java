package dev.fourfold.harness.cli;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.doctor.Calibration;
import dev.fourfold.harness.doctor.Calibrations;
import dev.fourfold.harness.doctor.Doctor;
import dev.fourfold.harness.doctor.Finding;
import dev.fourfold.harness.doctor.Fitness;
import dev.fourfold.harness.doctor.MachineLock;
import dev.fourfold.harness.doctor.SelfGrading;
import dev.fourfold.harness.doctor.UnfitMachineException;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.measure.MeasurementPlan;
import dev.fourfold.harness.measure.Progress;
import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.statistics.Coverage;
import dev.fourfold.harness.statistics.IntervalRule;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Is this machine fit to measure on? */
@Command(
    name = "doctor",
    description = "Says whether this machine is fit to measure on, and what to do about it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fourfold doctor                        looks at the machine and measures its peak",
      "  fourfold doctor --calibrate            grades trainers against themselves",
      "  fourfold doctor --calibrate --force    the same on an unfit machine",
      "  fourfold doctor --coverage             how often intervals cover a known truth"
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Mixin private JsonOption json;

  private record Looked(
      String schema, boolean fit, List<Finding> findings, Optional<Calibration> calibration) {}

  private record Simulated(String schema, List<Coverage.Row> rows) {}

  @Option(names = "--quick", description = "Only look, as grade does first; measure nothing.")
  private boolean quick;

  @Option(
      names = "--calibrate",
      description =
          "Grade the baseline and the fastest built-in trainer against themselves and keep how the"
              + " ratio spreads, as a floor for the intervals of this machine and workload.")
  private boolean calibrate;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "6",
      description = "Rounds of each A/A grading, at least 3 (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--force", description = "Calibrate although the machine is unfit.")
  private boolean force;

  @Option(
      names = "--coverage",
      description = "Simulate gradings with known truth and print how often intervals cover it.")
  private boolean coverage;

  @Override
  public Integer call() {
    PrintWriter stdout = spec.commandLine().getOut();
    if (coverage && json.isChosen()) {
      JsonOption.print(stdout, new Simulated("fourfold/coverage/1", Coverage.table()));
      return Verdict.VERIFIED.exitCode();
    }
    if (coverage) {
      stdout.print(Coverage.render(Coverage.table()));
      return Verdict.VERIFIED.exitCode();
    }
    if (rounds < 3) {
      throw new BadInputException("--rounds must be at least 3: %d".formatted(rounds));
    }
    if (calibrate) {
      // Read first: who gave a bad one need not wait for the machine to hear of it.
      Corpus corpus = training.corpus();
      PrintWriter err = spec.commandLine().getErr();
      MachineLock.whileHeld(() -> MeasuredGrading.sayWaiting(err), () -> calibrate(corpus));
      return Verdict.VERIFIED.exitCode();
    }
    Machine machine = Machine.read();
    Fitness fitness =
        quick
            ? Doctor.quick(machine, training.threads(), 1)
            : Doctor.full(machine, training.threads());
    print(fitness);
    printCalibration(machine);
    printJson(machine, fitness);
    return (fitness.fit() ? Verdict.VERIFIED : Verdict.UNRESOLVED).exitCode();
  }

  private void printJson(Machine machine, Fitness fitness) {
    if (json.isChosen()) {
      JsonOption.print(
          spec.commandLine().getOut(),
          new Looked(
              "fourfold/doctor/1",
              fitness.fit(),
              fitness.findings(),
              Calibrations.ofUser().find(machine, training.workload().name())));
    }
  }

  /** Where lines for people go. */
  private PrintWriter people() {
    return json.isChosen() ? spec.commandLine().getErr() : spec.commandLine().getOut();
  }

  private void print(Fitness fitness) {
    PrintWriter stdout = people();
    for (Finding finding : fitness.findings()) {
      stdout.println(
          "%-8s %-16s %s%s"
              .formatted(
                  finding.state().word(),
                  finding.name(),
                  finding.value(),
                  finding.advice().map(advice -> ": " + advice).orElse("")));
    }
    stdout.println(fitness.fit() ? "fit to measure on" : "not fit to measure on");
  }

  private void printCalibration(Machine machine) {
    Optional<Calibration> known = Calibrations.ofUser().find(machine, training.workload().name());
    people()
        .println(
            known
                .map(
                    one ->
                        "calibrated for %s on %s: rounds spread by %.1f %%, ±%.1f %% in 6 rounds"
                            .formatted(
                                one.workload(),
                                one.madeAt(),
                                100 * one.roundSpread(),
                                100 * one.resolvable(6)))
                .orElse(
                    "not calibrated for %s: doctor --calibrate"
                        .formatted(training.workload().name())));
  }

  /**
   * Grades trainers against themselves and keeps what that told.
   *
   * @return where
   * @throws UnfitMachineException on an unfit machine, as {@code grade}; an older calibration stays
   */
  private Path calibrate(Corpus corpus) {
    PrintWriter err = spec.commandLine().getErr();
    Machine machine = Machine.read();
    Fitness fitness = MeasuredGrading.look(err, machine, training, force);
    print(fitness);
    people().flush();
    MeasurementPlan plan =
        new MeasurementPlan(
            training.workload(),
            corpus,
            training.threads(),
            new IntervalRule(1, rounds, rounds, Optional.empty()),
            MeasurementPlan.usualWarmUp(training.workload()),
            training.deadline());
    Calibration calibration;
    try (Progress progress = ProgressOnStandardError.create(err)) {
      calibration =
          new SelfGrading(machine, plan, progress)
              .of(
                  List.of(BuiltInTrainers.BASELINE, BuiltInTrainers.all().getLast().name()),
                  this::print);
    }
    print(
        String.format(
            Locale.ROOT,
            "rounds spread by %.1f %%: ±%.1f %% can be told apart in 6 rounds, ±%.1f %% in %d",
            100 * calibration.roundSpread(),
            100 * calibration.resolvable(6),
            100 * calibration.resolvable(IntervalRule.USUAL_ROUNDS),
            IntervalRule.USUAL_ROUNDS));
    Path kept = Calibrations.ofUser().store(calibration);
    err.println("calibration: " + kept);
    printJson(machine, fitness);
    return kept;
  }

  private void print(SelfGrading.Ratio ratio) {
    print(
        String.format(
            Locale.ROOT,
            "A/A of %s: %.3f (%.3f–%.3f) in %d rounds",
            ratio.trainer(),
            ratio.estimate().point(),
            ratio.estimate().low(),
            ratio.estimate().high(),
            ratio.rounds()));
  }

  private void print(String line) {
    people().println(line);
    people().flush();
  }
}
