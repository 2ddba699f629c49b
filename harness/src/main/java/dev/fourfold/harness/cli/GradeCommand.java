package dev.fourfold.harness.cli;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.JmhJson;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.grading.Grading;
import dev.fourfold.harness.report.GradeTable;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.OutputDirectory;
import dev.fourfold.harness.result.ResultJson;
import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Workspace;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
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
      "  fourfold grade my-submission          a directory with submission.properties and src/",
      "  fourfold grade human --workload tiny --rounds 2 --json"
    })
final class GradeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

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
      defaultValue = "12",
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
          "How long every trainer is warmed up at least, in every round (default:"
              + " ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go; must not exist (default: results/<time>-<name>).")
  private Path out;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Option(
      names = "--force",
      description = "Measure although doctor finds the machine unfit; the result will say so.")
  private boolean force;

  @Override
  public Integer call() {
    if (rounds < 2) {
      throw new BadInputException("--rounds must be at least 2: %d".formatted(rounds));
    }
    if (!(precision > 0)) {
      throw new BadInputException("--precision must be positive: %s".formatted(precision));
    }
    try (Workspace workspace = new Workspace()) {
      List<Candidate> candidates =
          chosen().stream()
              .map(word -> Candidate.resolve(word, workspace, training.allowUnsandboxed()))
              .toList();
      try (OutputDirectory output = new OutputDirectory(outFor(candidates))) {
        List<Grading.Graded> graded =
            new MeasuredGrading(
                    spec.commandLine().getErr(),
                    training,
                    rounds,
                    precision / 100,
                    training.seconds("--warm-up", warmUp))
                .run(candidates, force);
        write(output.staging(), graded);
        Path written = output.publish();
        print(graded.stream().map(Grading.Graded::result).toList(), written);
        return exitCode(graded);
      }
    }
  }

  private List<String> chosen() {
    return words.isEmpty()
        ? BuiltInTrainers.all().stream().map(TrainerProvider::name).toList()
        : words;
  }

  private Path outFor(List<Candidate> candidates) {
    if (out != null) {
      return out;
    }
    String name = candidates.size() == 1 ? candidates.getFirst().name() : "several";
    String time =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    return Path.of("results", time + "-" + fileName(name));
  }

  /** A submission's name may hold anything: a file's name may not. */
  private static String fileName(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.+", "_");
    return safe.length() <= 60 ? safe : safe.substring(0, 60);
  }

  /** One candidate's files lie in the directory itself, several in one directory each. */
  private static void write(Path directory, List<Grading.Graded> graded) {
    Map<String, Integer> taken = new HashMap<>();
    try {
      for (Grading.Graded one : graded) {
        Path place = directory;
        if (graded.size() > 1) {
          String name = fileName(one.result().candidate().name());
          int copy = taken.merge(name, 1, Integer::sum);
          place = Files.createDirectory(directory.resolve(copy == 1 ? name : name + "-" + copy));
        }
        Files.writeString(
            place.resolve("result.json"), ResultJson.write(one.result()) + System.lineSeparator());
        try (PrintStream stream =
            new PrintStream(
                Files.newOutputStream(place.resolve("jmh.json")), false, StandardCharsets.UTF_8)) {
          JmhJson.write(one.measured().jmh(), stream);
          if (stream.checkError()) {
            throw new IOException("jmh.json could not be written");
          }
        }
      }
    } catch (IOException e) {
      throw new BadInputException("cannot write the results: " + e.getMessage());
    }
  }

  private void print(List<GradingResult> results, Path written) {
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.println(ResultJson.write(results));
    } else {
      stdout.print(GradeTable.render(results));
    }
    stdout.flush();
    Path here = Path.of("").toAbsolutePath();
    Path shown = written.startsWith(here) ? here.relativize(written) : written;
    spec.commandLine().getErr().println("results: " + shown);
  }

  /** The worst of several: rejected before unresolved before verified. */
  private static int exitCode(List<Grading.Graded> graded) {
    List<Verdict> worstFirst = List.of(Verdict.REJECTED, Verdict.UNRESOLVED, Verdict.VERIFIED);
    return graded.stream()
        .map(one -> one.result().verdict())
        .min(Comparator.comparingInt(worstFirst::indexOf))
        .orElseThrow()
        .exitCode();
  }
}
