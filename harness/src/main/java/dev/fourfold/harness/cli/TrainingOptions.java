package dev.fourfold.harness.cli;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of every command that makes a trainer train. */
final class TrainingOptions {
  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = "small",
      description = "What is trained: tiny, small or medium (default: ${DEFAULT-VALUE}).")
  private String workload;

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      description = "The text to train on (default: the sources of Commons Math 3.6.1).")
  private Path corpus;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long any answer of a trainer may take (default: ${DEFAULT-VALUE}).")
  private double deadline;

  @Option(
      names = "--allow-unsandboxed",
      description =
          "Run a submission even where there is no sandbox for it; the result says so. Only for"
              + " sources that you have read.")
  private boolean allowUnsandboxed;

  /** Another workload than the option says: the one of a result that is graded again. */
  void choose(String name) {
    workload = name;
  }

  Workload workload() {
    return Workload.named(workload)
        .orElseThrow(
            () ->
                new BadInputException(
                    "there is no workload '%s' (there are %s)"
                        .formatted(
                            workload,
                            Workload.published().stream()
                                .map(Workload::name)
                                .collect(Collectors.joining(", ")))));
  }

  /** The corpus, large enough for a batch of the workload. */
  Corpus corpus() {
    if (corpus == null) {
      return Corpus.commonsMath();
    }
    Corpus text;
    try {
      text = Corpus.read(corpus);
    } catch (IOException e) {
      throw BadInputException.of("cannot read the corpus " + corpus, e);
    }
    Workload chosen = workload();
    long needed = (long) chosen.batchSize() * (chosen.model().contextLength() + 1L);
    if (text.training().length < needed) {
      throw new BadInputException(
          "%s: its first nine tenths have %d bytes, a batch of workload %s needs %d"
              .formatted(corpus, text.training().length, chosen.name(), needed));
    }
    return text;
  }

  Duration deadline() {
    return seconds("--deadline", deadline);
  }

  /** The value of an option that is a time. */
  Duration seconds(String option, double value) {
    if (!(value > 0 && value < 1e6)) {
      throw new BadInputException("%s must be positive: %s".formatted(option, value));
    }
    return Duration.ofMillis(Math.round(1e3 * value));
  }

  boolean allowUnsandboxed() {
    return allowUnsandboxed;
  }

  int threads() {
    return Runtime.getRuntime().availableProcessors();
  }
}
