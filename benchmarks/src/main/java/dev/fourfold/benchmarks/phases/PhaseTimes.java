package dev.fourfold.benchmarks.phases;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.data.BatchSampler;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.PhaseTimed;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The phases of some steps in a row, as a built-in trainer times them.
 *
 * @param steps how many
 * @param seconds what they took, seen from outside the trainer
 * @param phaseSeconds what each phase took of it
 */
public record PhaseTimes(int steps, double seconds, Map<String, Double> phaseSeconds) {
  private static final double WARM_UP_SECONDS = 4;
  private static final double SECONDS = 5;
  private static final int FEWEST_STEPS = 2;

  /**
   * Runs in the child: prints steps, seconds and the phases, one a line, or nothing if the trainer
   * has no clock.
   *
   * @param arguments a built-in trainer, a workload, the number of threads
   */
  public static void main(String[] arguments) {
    Workload workload = Workload.named(arguments[1]).orElseThrow();
    TrainingTask task = workload.task(Integer.parseInt(arguments[2]));
    float[] initial = InitialParameters.draw(ParameterLayout.of(task.model()), 1);
    try (Trainer trainer =
        BuiltInTrainers.named(arguments[0]).orElseThrow().create(task, initial)) {
      if (trainer instanceof PhaseTimed timed) {
        print(time(trainer, timed, task));
      }
    }
  }

  private static PhaseTimes time(Trainer trainer, PhaseTimed timed, TrainingTask task) {
    BatchSampler batches =
        new BatchSampler(
            Corpus.commonsMath().training(), task.batchSize(), task.model().contextLength(), 1);
    run(trainer, batches, WARM_UP_SECONDS);
    Map<String, Double> before = timed.phaseSeconds();
    long start = System.nanoTime();
    int steps = run(trainer, batches, SECONDS);
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Double> phases = new LinkedHashMap<>();
    timed.phaseSeconds().forEach((phase, after) -> phases.put(phase, after - before.get(phase)));
    return new PhaseTimes(steps, seconds, phases);
  }

  private static int run(Trainer trainer, BatchSampler batches, double seconds) {
    long start = System.nanoTime();
    int steps = 0;
    while (steps < FEWEST_STEPS || (System.nanoTime() - start) / 1e9 < seconds) {
      TokenBatch batch = batches.next();
      trainer.step(batch.inputs(), batch.targets(), Workload.LEARNING_RATE);
      steps++;
    }
    return steps;
  }

  private static void print(PhaseTimes times) {
    System.out.println("steps\t" + times.steps());
    System.out.println("seconds\t" + times.seconds());
    times.phaseSeconds().forEach((phase, seconds) -> System.out.println(phase + "\t" + seconds));
  }

  /**
   * Times a built-in trainer in a JVM with the flags of a worker.
   *
   * @return empty if the trainer has no clock
   * @throws IllegalStateException if that JVM fails
   */
  public static Optional<PhaseTimes> of(String trainer, String workload, int threads) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(WorkerCommand.jvmFlags());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(PhaseTimes.class.getName(), trainer, workload, Integer.toString(threads)));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("the phases of %s could not be timed".formatted(trainer));
      }
      return parse(printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while timing phases", e);
    }
  }

  static Optional<PhaseTimes> parse(String printed) {
    Map<String, Double> values = new LinkedHashMap<>();
    printed
        .lines()
        .forEach(
            line -> {
              int tab = line.indexOf('\t');
              values.put(line.substring(0, tab), Double.parseDouble(line.substring(tab + 1)));
            });
    if (values.isEmpty()) {
      return Optional.empty();
    }
    int steps = values.remove("steps").intValue();
    double seconds = values.remove("seconds");
    return Optional.of(new PhaseTimes(steps, seconds, values));
  }
}
