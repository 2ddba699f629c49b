package dev.fourfold.harness.cli;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import dev.fourfold.core.worker.WorkerProcess;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.trace.KnownAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The known-answer files of a run. */
@Command(
    name = "trace",
    description = {
      "Writes the known-answer files of a run, for implementations elsewhere to compare with:",
      "config.json, initial.safetensors, batches.safetensors, step-K.safetensors, and of the"
          + " oracle gradients-1.safetensors."
    },
    footerHeading = "%nExample:%n",
    footer = "  fourfold trace oracle --workload tiny --steps 4 --out known-answers")
final class TraceCommand implements Callable<Integer> {
  private static final String ORACLE = "oracle";

  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Mixin private JsonOption json;

  private record Written(String schema, String trainer, String directory) {}

  @Parameters(
      paramLabel = "NAME",
      description = "oracle (double precision) or a built-in trainer's name.")
  private String name;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "How many steps (default: those of the workload's episode).")
  private Integer steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "What parameters, batches and learning rates are drawn from (default:"
              + " ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the files go; it is made if it is not there.")
  private Path out;

  @Override
  public Integer call() {
    requireKnown();
    KnownAnswers answers = new KnownAnswers(workload(), training.corpus(), seed);
    try {
      Files.createDirectories(out);
      if (name.equals(ORACLE)) {
        answers.writeOracle(out);
      } else {
        writeTrainer(answers);
      }
    } catch (IOException e) {
      throw BadInputException.of("cannot write to " + out, e);
    }
    if (json.isChosen()) {
      JsonOption.print(
          spec.commandLine().getOut(), new Written("fourfold/trace/1", name, out.toString()));
    } else {
      spec.commandLine().getOut().println("known answers of " + name + ": " + out);
    }
    return 0;
  }

  private void requireKnown() {
    if (!name.equals(ORACLE) && BuiltInTrainers.named(name).isEmpty()) {
      String known =
          BuiltInTrainers.all().stream()
              .map(TrainerProvider::name)
              .collect(Collectors.joining(", "));
      throw new BadInputException(
          "'%s' is neither %s nor a built-in trainer (%s)".formatted(name, ORACLE, known));
    }
  }

  private Workload workload() {
    Workload chosen = training.workload();
    if (steps == null) {
      return chosen;
    }
    if (steps < 1) {
      throw new BadInputException("--steps must be at least 1: " + steps);
    }
    return new Workload(
        chosen.name(),
        chosen.model(),
        chosen.optimizer(),
        chosen.batchSize(),
        steps,
        chosen.purpose());
  }

  private void writeTrainer(KnownAnswers answers) throws IOException {
    try (WorkerProcess worker =
        WorkerProcess.start(
            name, BuiltInTrainers.entrant(name, name).command(), training.deadline())) {
      answers.write(worker, out);
    }
  }
}
