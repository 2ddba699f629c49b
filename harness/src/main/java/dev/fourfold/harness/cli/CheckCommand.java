package dev.fourfold.harness.cli;

import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.harness.grading.Grading;
import dev.fourfold.harness.measure.MeasurementPlan;
import dev.fourfold.harness.measure.Progress;
import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Workspace;
import dev.fourfold.harness.verify.Verification;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verification only. */
@Command(
    name = "check",
    description = "Says in seconds whether a candidate still computes the same training.",
    footerHeading = "%nExample:%n",
    footer = "  fourfold check my-submission")
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Parameters(
      paramLabel = "CANDIDATE",
      description = "A built-in trainer's name or a submission's directory.")
  private String word;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What shapes and data are drawn from (default: a new one each time).")
  private Long seed;

  @Override
  public Integer call() {
    long chosen = seed == null ? new SecureRandom().nextLong() : seed;
    MeasurementPlan plan =
        new MeasurementPlan(
            training.workload(),
            training.corpus(),
            training.threads(),
            2,
            1,
            Round.WARM_UP,
            training.deadline());
    try (Workspace workspace = new Workspace();
        Progress progress = ProgressOnStandardError.create(spec.commandLine().getErr())) {
      Candidate candidate = Candidate.resolve(word, workspace, training.allowUnsandboxed());
      Verification verification = new Grading(plan, chosen, progress).check(candidate);
      print(candidate, verification, chosen);
      return (verification.passed() ? Verdict.VERIFIED : Verdict.REJECTED).exitCode();
    }
  }

  private void print(Candidate candidate, Verification verification, long chosen) {
    PrintWriter stdout = spec.commandLine().getOut();
    verification
        .failure()
        .ifPresentOrElse(
            reason ->
                stdout.println(
                    "%s: rejected: %s (%s)"
                        .formatted(candidate.name(), reason.message(), reason.code())),
            () ->
                stdout.println(
                    "%s: verified: %d quantities within bounds (seed %d)"
                        .formatted(candidate.name(), verification.checks().size(), chosen)));
    verification.notes().forEach(stdout::println);
  }
}
