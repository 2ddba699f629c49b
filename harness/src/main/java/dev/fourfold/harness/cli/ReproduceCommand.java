package dev.fourfold.harness.cli;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.grading.Grading;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.OutputDirectory;
import dev.fourfold.harness.result.Reproduction;
import dev.fourfold.harness.result.ResultCheck;
import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Workspace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Grades the same sources again. */
@Command(
    name = "reproduce",
    description =
        "Grades the candidate of a result again, here, and says whether the two intervals are"
            + " compatible; if not, what differs.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fourfold reproduce results/20260101-120000-human/result.json",
      "  fourfold reproduce result.json --submission my-submission"
    })
final class ReproduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Mixin private JsonOption json;

  private record Compared(
      String schema,
      boolean compatible,
      boolean undecided,
      List<String> differences,
      Optional<Estimate> then,
      Optional<Estimate> now) {}

  @Parameters(paramLabel = "FILE", description = "A result.json.")
  private Path file;

  @Option(
      names = "--submission",
      paramLabel = "DIR",
      description = "The submission's directory, if the candidate is no built-in trainer.")
  private Path submission;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Keep the new result there; must not exist (default: it is not kept).")
  private Path out;

  @Option(
      names = "--force",
      description = "Measure although doctor finds the machine unfit; the result will say so.")
  private boolean force;

  @Override
  public Integer call() {
    if (spec.commandLine().getParseResult().hasMatchedOption("--workload")) {
      throw new BadInputException("--workload is the one of the result: leave it out");
    }
    ResultCheck.Outcome check = ResultCheck.of(file);
    if (!check.disagreements().isEmpty()) {
      throw new BadInputException("%s is not sound: see verify-result".formatted(file));
    }
    GradingResult old = check.result();
    if (old.speedup().isEmpty()) {
      throw new BadInputException(
          "%s has no speedup to reproduce: %s".formatted(file, old.verdict().word()));
    }
    training.choose(old.workload().name());
    if (!training.corpus().digest().equals(old.workload().corpusDigest())) {
      throw new BadInputException(
          "%s was made with another corpus (%s): give it with --corpus"
              .formatted(file, old.workload().corpus()));
    }
    try (Workspace workspace = new Workspace()) {
      Candidate candidate = candidate(old, workspace);
      MeasuredGrading grading =
          new MeasuredGrading(
              spec.commandLine().getErr(),
              training,
              old.measurement().mostRounds(),
              old.measurement().precision(),
              training.seconds("warmUpSeconds", old.measurement().warmUpSeconds()));
      GradingResult again = run(grading, candidate);
      if (isOfTheEnding(again)) {
        return Fourfold.OUR_FAULT;
      }
      Reproduction reproduction = Reproduction.of(old, again);
      PrintWriter stdout = spec.commandLine().getOut();
      if (json.isChosen()) {
        JsonOption.print(
            stdout,
            new Compared(
                "fourfold/reproduce/1",
                reproduction.outcome() == Reproduction.Outcome.COMPATIBLE,
                reproduction.outcome() == Reproduction.Outcome.UNDECIDED,
                reproduction.differences(),
                old.speedup(),
                again.speedup()));
      } else {
        reproduction.lines().forEach(stdout::println);
      }
      return reproduction.outcome().exitCode();
    }
  }

  private GradingResult run(MeasuredGrading grading, Candidate candidate) {
    if (out == null) {
      return grading.run(List.of(candidate), force).getFirst().result();
    }
    try (OutputDirectory output = new OutputDirectory(out)) {
      Grading.Graded graded = grading.run(List.of(candidate), force).getFirst();
      if (isOfTheEnding(graded.result())) {
        return graded.result();
      }
      GradedFiles.write(output.staging(), graded);
      PrintWriter err = spec.commandLine().getErr();
      err.println("results: " + output.publish());
      return graded.result();
    }
  }

  private static boolean isOfTheEnding(GradingResult again) {
    return again.verdict() == Verdict.REJECTED && Fourfold.isEndingAfterAll();
  }

  private Candidate candidate(GradingResult old, Workspace workspace) {
    GradingResult.Who who = old.candidate();
    if (who.sourceDigest().isEmpty()) {
      return Candidate.resolve(who.name(), workspace, training.allowUnsandboxed());
    }
    if (submission == null) {
      throw new BadInputException(
          "%s is of a submission: give its directory with --submission".formatted(file));
    }
    Candidate candidate =
        Candidate.resolve(submission.toString(), workspace, training.allowUnsandboxed());
    if (!candidate.sourceDigest().equals(who.sourceDigest())) {
      throw new BadInputException(
          "%s holds other sources than those that were graded".formatted(submission));
    }
    return candidate;
  }
}
