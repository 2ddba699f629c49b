package dev.fourfold.harness.cli;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.PlainText;
import dev.fourfold.harness.grading.Grading;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.measure.TimeLimit;
import dev.fourfold.harness.report.GradeTable;
import dev.fourfold.harness.result.BatchDirectory;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.OutputDirectory;
import dev.fourfold.harness.result.ResultJson;
import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Workspace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The main job. */
@Command(
    name = "grade",
    description =
        "Verifies candidates and measures how many times faster than the baseline they train.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fourfold grade                        every built-in trainer",
      "  fourfold grade human                  one of them",
      "  fourfold grade my-submission          a submission's directory",
      "  fourfold grade my-submission --quick  within a minute, with a wide interval",
      "  fourfold grade one two three --out results/monday",
      "  fourfold grade one two three --out results/monday --resume",
      "  fourfold grade human --workload tiny --rounds 2 --json",
      "",
      "Of several candidates the worst decides on the exit code: 70 and 2, for those",
      "that could not be graded, before 1, 3 and 0."
    })
final class GradeCommand implements Callable<Integer> {
  /** A minute, less what it takes to start and to end. */
  private static final Duration QUICK = Duration.ofSeconds(57);

  private static final List<String> NOT_WITH_QUICK =
      List.of("--rounds", "--precision", "--warm-up");

  private final TimeLimit quickEnd = TimeLimit.in(QUICK);

  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Mixin private LogOption log;

  @Mixin private JsonOption json;

  @Parameters(
      paramLabel = "CANDIDATE",
      arity = "0..*",
      description =
          "A built-in trainer's name or a submission's directory (default: every built-in"
              + " trainer).")
  private List<String> words = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "" + IntervalRule.USUAL_ROUNDS,
      description = "The most rounds to spend, at least 2 (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--precision",
      paramLabel = "PERCENT",
      defaultValue = "5",
      description =
          "Stop when the interval's half-width is within this (default: ${DEFAULT-VALUE}).")
  private double precision;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description =
          "How long every trainer is warmed up in every round, to the nearest episode (default:"
              + " ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--quick",
      description =
          "Answer within a minute on small: two or three short rounds, an interval as wide as they"
              + " make it. For one candidate.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go; must not exist (default: results/<time>-<name>).")
  private Path out;

  @Option(
      names = "--resume",
      description =
          "Go on with the batch in --out: what is graded there already, from the same sources, is"
              + " kept.")
  private boolean resume;

  @Option(
      names = "--force",
      description = "Measure although doctor finds the machine unfit; the result will say so.")
  private boolean force;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Refused: gradings beside each other would measure each other.")
  private Integer jobs;

  @Override
  public Integer call() {
    requireSense();
    log.requireWritable();
    List<String> chosen =
        words.isEmpty()
            ? BuiltInTrainers.all().stream().map(TrainerProvider::name).toList()
            : words;
    if (quick && chosen.size() > 1) {
      throw new BadInputException(
          "--quick is for one candidate: %d are given".formatted(chosen.size()));
    }
    try (Workspace workspace = new Workspace()) {
      return chosen.size() > 1 || resume
          ? batch(chosen, workspace)
          : single(chosen.getFirst(), workspace);
    }
  }

  private void requireSense() {
    if (jobs != null) {
      throw new BadInputException(
          "--jobs is refused: gradings beside each other would measure each other, so a machine does"
              + " one at a time; several candidates of one grading share their rounds");
    }
    if (rounds < 2) {
      throw new BadInputException("--rounds must be at least 2: %d".formatted(rounds));
    }
    if (!(precision > 0 && Double.isFinite(precision))) {
      throw new BadInputException(
          "--precision must be positive and finite: %s".formatted(precision));
    }
    if (resume && out == null) {
      throw new BadInputException("--resume needs --out: the directory of the batch to go on with");
    }
    for (String option : NOT_WITH_QUICK) {
      if (quick && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new BadInputException("--quick decides on %s itself: choose".formatted(option));
      }
    }
  }

  private MeasuredGrading grading() {
    MeasuredGrading grading =
        new MeasuredGrading(
            spec.commandLine().getErr(),
            training,
            rounds,
            precision / 100,
            training.seconds("--warm-up", warmUp));
    return quick ? grading.by(quickEnd) : grading;
  }

  private int single(String word, Workspace workspace) {
    Instant begun = Instant.now();
    Candidate candidate;
    try {
      candidate = Candidate.resolve(word, workspace, training.allowUnsandboxed());
    } catch (BadInputException e) {
      if (!Fourfold.isOfTheEnding(e)) {
        log.refused("grade", word, e.code(), begun);
      }
      throw e;
    }
    try (OutputDirectory output = new OutputDirectory(placeFor(candidate.name()))) {
      Grading.Graded graded = grading().run(List.of(candidate), force).getFirst();
      GradingResult result = graded.result();
      if (result.verdict() == Verdict.REJECTED && Fourfold.isEndingAfterAll()) {
        return Fourfold.OUR_FAULT;
      }
      GradedFiles.write(output.staging(), graded);
      Path written = output.publish();
      log.grade(result);
      print(
          json.isChosen() ? ResultJson.write(result) + "\n" : GradeTable.render(List.of(result)),
          written);
      return result.verdict().exitCode();
    }
  }

  private int batch(List<String> chosen, Workspace workspace) {
    try (BatchDirectory directory = new BatchDirectory(placeFor("several"), settings(), resume)) {
      Batch batch = new Batch(directory, grading(), log, spec.commandLine().getErr());
      batch.run(chosen, workspace, training.allowUnsandboxed(), force);
      print(json.isChosen() ? batch.json() + "\n" : batch.text(), directory.path());
      return batch.exitCode();
    }
  }

  /** Everything that a result depends on beside its candidate. */
  private Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("schema", "fourfold/batch/1");
    settings.put("workload", training.workload().name());
    settings.put("corpus", training.corpus().digest());
    settings.put("rounds", rounds);
    settings.put("precision", precision);
    settings.put("warmUp", warmUp);
    settings.put("deadline", training.deadline().toMillis() / 1e3);
    settings.put("threads", training.threads());
    settings.put("processor", Machine.read().cpu());
    settings.put("fourfold", Grading.digests());
    return settings;
  }

  private Path placeFor(String name) {
    if (out != null) {
      return out;
    }
    String time =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    return Path.of("results", time + "-" + PlainText.fileName(name));
  }

  private void print(String text, Path written) {
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.print(text);
    stdout.flush();
    spec.commandLine().getErr().println("results: " + GradedFiles.shown(written));
  }
}
