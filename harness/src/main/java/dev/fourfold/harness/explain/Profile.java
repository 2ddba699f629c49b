package dev.fourfold.harness.explain;

import dev.fourfold.core.data.BatchSampler;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import dev.fourfold.core.worker.WorkerProcess;
import dev.fourfold.harness.sandbox.Recording;
import dev.fourfold.harness.submission.Candidate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;

/**
 * Stack traces of a candidate's worker while it trains, taken by the JDK's flight recorder in the
 * worker and read here from the files it leaves.
 *
 * @param stacks what its threads were executing, each time with the callers
 * @param secondsPerStep seen from here
 * @param classes where the trainer's classes are
 */
record Profile(List<RecordedStackTrace> stacks, double secondsPerStep, Path classes) {
  private static final double WARM_UP_SECONDS = 3;
  private static final double SECONDS = 10;
  private static final int FEWEST_STEPS = 3;

  /** The recorder writes what it has once a second; a stream reads it a second later at worst. */
  private static final Duration UNTIL_WRITTEN = Duration.ofMillis(2500);

  /**
   * Trains for some seconds.
   *
   * @param repository an empty directory into which the worker can write
   */
  static Profile take(
      Candidate candidate, TrainingTask task, Corpus corpus, Duration deadline, Path repository) {
    BatchSampler batches =
        new BatchSampler(corpus.training(), task.batchSize(), task.model().contextLength(), 1);
    float[] initial = InitialParameters.draw(ParameterLayout.of(task.model()), 1);
    Recording recording = Recording.of(candidate.command(), repository);
    Queue<RecordedEvent> events = new ConcurrentLinkedQueue<>();
    try (WorkerProcess worker =
            WorkerProcess.start(candidate.name(), recording.command(), deadline);
        Trainer trainer = worker.create(task, initial);
        EventStream stream = EventStream.openRepository(repository)) {
      stream.setReuse(false);
      stream.onEvent(Recording.event(), events::add);
      run(trainer, batches, WARM_UP_SECONDS);
      stream.startAsync();
      Instant from = Instant.now();
      long start = System.nanoTime();
      int steps = run(trainer, batches, SECONDS);
      double seconds = (System.nanoTime() - start) / 1e9;
      Instant to = Instant.now();
      Thread.sleep(UNTIL_WRITTEN);
      List<RecordedStackTrace> stacks = new ArrayList<>();
      for (RecordedEvent event : events) {
        boolean inside = event.getStartTime().isAfter(from) && event.getStartTime().isBefore(to);
        if (inside && event.getStackTrace() != null) {
          stacks.add(event.getStackTrace());
        }
      }
      return new Profile(stacks, seconds / steps, recording.classes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while taking samples", e);
    }
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
}
