package dev.fourfold.harness.verify;

import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a subject made of a probe.
 *
 * @param losses of each of the K steps
 * @param parameters before the first step and after each of the K; empty arrays where the probe did
 *     not read
 * @param intrusion what the subject does to the caller's arrays or to its own initial ones, if
 *     anything
 */
record Observed(float[] losses, float[][] parameters, Optional<String> intrusion) {

  static Observed of(Probe probe, TrainerProvider subject) {
    try (Run run = new Run(probe, subject)) {
      while (run.hasNext()) {
        run.step();
      }
      return run.result();
    }
  }

  /** The same while the subject's other trainers work on something else between the steps. */
  static Observed beside(Probe probe, Probe stranger, TrainerProvider subject) {
    try (Run run = new Run(probe, subject);
        Run twin = new Run(stranger, subject)) {
      while (run.hasNext()) {
        if (twin.hasNext()) {
          twin.step();
        }
        run.step();
      }
      return run.result();
    }
  }

  /** Whether every number is the same, bit by bit. */
  boolean sameBits(Observed other) {
    return Arrays.equals(losses, other.losses) && Arrays.deepEquals(parameters, other.parameters);
  }

  float[] finalParameters() {
    return parameters[parameters.length - 1];
  }

  /** An episode on the way. What the subject is handed is a copy, and is spoiled after the call. */
  private static final class Run implements AutoCloseable {
    private final Probe probe;
    private final Episode episode;
    private final Trainer trainer;
    private final float[] losses;
    private final float[][] parameters;
    private Optional<String> intrusion = Optional.empty();
    private int steps;

    Run(Probe probe, TrainerProvider subject) {
      this.probe = probe;
      this.episode = probe.episode();
      this.losses = new float[episode.steps()];
      this.parameters = new float[episode.steps() + 1][0];
      float[] given = episode.initialParameters().clone();
      this.trainer = subject.create(episode.task(), given);
      if (!Arrays.equals(given, episode.initialParameters())) {
        intrusion = Optional.of("create changes the initial parameters that it is handed");
      }
      Arrays.fill(given, Float.NaN);
      if (probe.readsEachStep()) {
        read();
        if (!Arrays.equals(parameters[0], episode.initialParameters())) {
          intrusion = Optional.of("the parameters before the first step are not the initial ones");
        }
      }
    }

    boolean hasNext() {
      return steps < episode.steps();
    }

    void step() {
      TokenBatch batch = episode.batches().get(steps);
      int[] inputs = batch.inputs().clone();
      int[] targets = batch.targets().clone();
      losses[steps] = trainer.step(inputs, targets, episode.learningRates()[steps]);
      if (!Arrays.equals(inputs, batch.inputs()) || !Arrays.equals(targets, batch.targets())) {
        intrusion = Optional.of("step changes the tokens that it is handed");
      }
      Arrays.fill(inputs, 0);
      Arrays.fill(targets, 0);
      steps++;
      if (probe.readsEachStep() || !hasNext()) {
        read();
      }
    }

    /** Reads twice: the first array is the subject's to keep if it likes, and is spoiled. */
    private void read() {
      float[] first = room();
      trainer.readParameters(first);
      float[] second = room();
      Arrays.fill(first, Float.NaN);
      trainer.readParameters(second);
      parameters[steps] = second;
    }

    /** Filled with what no trainer holds, so that an element that is not written shows. */
    private float[] room() {
      float[] destination = new float[episode.initialParameters().length];
      Arrays.fill(destination, Float.NaN);
      return destination;
    }

    Observed result() {
      return new Observed(losses, parameters, intrusion);
    }

    @Override
    public void close() {
      trainer.close();
    }
  }
}
