package dev.fourfold.harness.cli;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.core.worker.WorkerProcess;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.measure.Progress;
import dev.fourfold.harness.report.TrainingReport;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Workspace;
import dev.fourfold.harness.training.Budget;
import dev.fourfold.harness.training.CheckpointFile;
import dev.fourfold.harness.training.LearningRateSchedule;
import dev.fourfold.harness.training.TrainingPlan;
import dev.fourfold.harness.training.TrainingRun;
import dev.fourfold.harness.verify.WorkerFailures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Trains for real. */
@Command(
    name = "train",
    description = {
      "Trains a language model for real: the loss on the way, on held-out text too, and at the end"
          + " a paragraph that the model wrote."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fourfold train frontier --minutes 1",
      "  fourfold train human --workload tiny --steps 500 --seed 7",
      "  fourfold train frontier --workload medium --minutes 10 --checkpoint model.safetensors"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Parameters(
      paramLabel = "NAME",
      description = "A built-in trainer's name or a submission's directory.")
  private String word;

  @ArgGroup(exclusive = true)
  private Length length = new Length();

  /** How long: one of two, or neither. */
  private static final class Length {
    @Option(
        names = "--steps",
        paramLabel = "N",
        description = "How many steps: the same seed gives the same training.")
    private Integer steps;

    @Option(
        names = "--minutes",
        paramLabel = "M",
        description = "How long by the clock; a fraction is fine (default: 1).")
    private Double minutes;
  }

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "0.002",
      description =
          "The highest, after the warm-up; a cosine takes it down to a tenth (default:"
              + " ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "What parameters, batches and the sample are drawn from (default: a new one each time).")
  private Long seed;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Write the trained parameters there, as safetensors under Hugging Face's GPT-2 names;"
              + " must not exist.")
  private Path checkpoint;

  @Option(names = "--json", description = "Print one JSON object instead of the report.")
  private boolean json;

  @Override
  public Integer call() {
    TrainingPlan plan = plan();
    try (Workspace workspace = new Workspace();
        Progress progress =
            ProgressOnStandardError.create(spec.commandLine().getErr(), "training")) {
      Candidate candidate = Candidate.resolve(word, workspace, training.allowUnsandboxed());
      candidate
          .forbidden()
          .ifPresent(
              what -> {
                throw new BadInputException(what);
              });
      print(
          checkpoint == null ? train(candidate, plan, progress) : save(candidate, plan, progress));
      return 0;
    }
  }

  private TrainingRun.Trained save(Candidate candidate, TrainingPlan plan, Progress progress) {
    try (CheckpointFile file = new CheckpointFile(checkpoint)) {
      TrainingRun.Trained trained = train(candidate, plan, progress);
      file.write(
          plan.workload().model(),
          trained.parameters(),
          Map.of(
              "n_head", Integer.toString(plan.workload().model().heads()),
              "trainer", trained.record().trainer(),
              "corpus", trained.record().corpus(),
              "seed", Long.toString(trained.record().seed()),
              "steps", Integer.toString(trained.record().steps())));
      return trained;
    }
  }

  private TrainingPlan plan() {
    if (!(learningRate > 0 && Double.isFinite(learningRate))) {
      throw new BadInputException("--learning-rate must be positive: %s".formatted(learningRate));
    }
    Workload workload = training.workload();
    return new TrainingPlan(
        workload,
        corpusFor(workload),
        training.threads(),
        budget(),
        new LearningRateSchedule(learningRate),
        seed == null ? new SecureRandom().nextInt(1_000_000) : seed);
  }

  private Budget budget() {
    if (length.steps != null) {
      if (length.steps < 1) {
        throw new BadInputException("--steps must be at least 1: %d".formatted(length.steps));
      }
      return new Budget.Steps(length.steps);
    }
    double minutes = length.minutes == null ? 1 : length.minutes;
    if (!(minutes > 0 && minutes < 1e6)) {
      throw new BadInputException("--minutes must be positive: %s".formatted(minutes));
    }
    return new Budget.Time(Duration.ofMillis(Math.max(1, Math.round(60e3 * minutes))));
  }

  /** The corpus, whose held-out part must be large enough too. */
  private Corpus corpusFor(Workload workload) {
    Corpus corpus = training.corpus();
    long needed = (long) workload.batchSize() * (workload.model().contextLength() + 1L);
    if (corpus.heldOut().length < needed) {
      throw new BadInputException(
          "%s: its last tenth, held out, has %d bytes, a batch of workload %s needs %d"
              .formatted(corpus.name(), corpus.heldOut().length, workload.name(), needed));
    }
    return corpus;
  }

  private TrainingRun.Trained train(Candidate candidate, TrainingPlan plan, Progress progress) {
    try (WorkerProcess worker =
        WorkerProcess.start(candidate.name(), candidate.command(), training.deadline())) {
      return new TrainingRun(plan, progress).run(worker);
    } catch (WorkerException e) {
      if (WorkerFailures.isOurs(e, candidate) || Fourfold.isEndingAfterAll()) {
        throw e;
      }
      throw new BadInputException(e.getMessage());
    }
  }

  private void print(TrainingRun.Trained trained) {
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.println(
          JsonMapper.builder()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .build()
              .writeValueAsString(trained.record()));
    } else {
      stdout.print(TrainingReport.render(trained.record()));
    }
    stdout.flush();
  }
}
