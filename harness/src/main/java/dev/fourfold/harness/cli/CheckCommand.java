package dev.fourfold.harness.cli;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.PlainText;
import dev.fourfold.harness.grading.Grading;
import dev.fourfold.harness.measure.MeasurementPlan;
import dev.fourfold.harness.measure.Progress;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Workspace;
import dev.fourfold.harness.verify.Check;
import dev.fourfold.harness.verify.Reason;
import dev.fourfold.harness.verify.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
    footerHeading = "%nExamples:%n",
    footer = {
      "  fourfold check my-submission",
      "  fourfold check my-submission --watch         again after every save, until Ctrl-C",
      "  fourfold check my-submission --seed 7        what was asked under that seed",
      "  fourfold check my-submission --json --log session.jsonl"
    })
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Mixin private LogOption log;

  @Mixin private JsonOption json;

  @Parameters(
      paramLabel = "CANDIDATE",
      description = "A built-in trainer's name or a submission's directory.")
  private String word;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What shapes and data are drawn from (default: a new one each time).")
  private Long seed;

  @Option(names = "--watch", description = "Check again after every save, until Ctrl-C.")
  private boolean watch;

  /**
   * What {@code --json} prints.
   *
   * @param seed as a string: it has 64 bits
   */
  private record Checked(
      String schema,
      Verdict verdict,
      List<Reason> reasons,
      GradingResult.Who candidate,
      String seed,
      List<Check> checks,
      List<String> notes) {}

  @Override
  public Integer call() throws InterruptedException {
    if (watch && json.isChosen()) {
      throw new BadInputException("--watch prints check after check, --json one object: choose");
    }
    if (watch && BuiltInTrainers.named(word).isPresent()) {
      throw new BadInputException(
          "--watch is for a submission: %s does not change".formatted(word));
    }
    log.requireWritable();
    if (!watch) {
      return checkAndLog();
    }
    try (SaveWatch saves = new SaveWatch(Path.of(word))) {
      while (!Fourfold.isEnding()) {
        checkOnceMore();
        spec.commandLine().getErr().println("watching for a save; Ctrl-C ends");
        spec.commandLine().getErr().flush();
        saves.await();
      }
    }
    return Verdict.VERIFIED.exitCode();
  }

  /** A submission that cannot be used now may be saved again. */
  private void checkOnceMore() {
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.print(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " ");
    try {
      checkAndLog();
    } catch (BadInputException e) {
      if (!Fourfold.isEnding()) {
        stdout.println(PlainText.lines(e.getMessage()));
      }
    }
    stdout.flush();
  }

  private int checkAndLog() {
    Instant begun = Instant.now();
    try {
      return check(begun);
    } catch (BadInputException e) {
      if (!Fourfold.isOfTheEnding(e)) {
        log.refused("check", word, e.code(), begun);
      }
      throw e;
    }
  }

  private int check(Instant begun) {
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
      Verdict verdict = verification.passed() ? Verdict.VERIFIED : Verdict.REJECTED;
      if (verification.passed() ? Fourfold.isEnding() : Fourfold.isEndingAfterAll()) {
        return Fourfold.OUR_FAULT;
      }
      log.check(candidate, verdict.word(), verification.failure(), begun);
      print(candidate, verification, verdict, chosen);
      return verdict.exitCode();
    }
  }

  private void print(Candidate candidate, Verification verification, Verdict verdict, long chosen) {
    PrintWriter stdout = spec.commandLine().getOut();
    if (json.isChosen()) {
      JsonOption.print(
          stdout,
          new Checked(
              "fourfold/check/1",
              verdict,
              verification.failure().stream().toList(),
              GradingResult.Who.of(candidate),
              Long.toString(chosen),
              verification.checks(),
              verification.notes()));
      return;
    }
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
    verification.notes().forEach(note -> stdout.println(PlainText.line(note)));
    stdout.flush();
  }
}
