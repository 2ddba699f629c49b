package dev.fourfold.core.training;

import dev.fourfold.core.data.BatchSampler;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Everything that a trainer is told in one episode: create it from initial parameters, run K steps
 * on K batches, read the parameters back. The unit that is timed and verified.
 *
 * @param task what to train
 * @param initialParameters in the order of {@link ParameterLayout}
 * @param batches K batches
 * @param learningRates η of each of the K steps
 */
public record Episode(
    TrainingTask task, float[] initialParameters, List<TokenBatch> batches, float[] learningRates) {

  public Episode {
    batches = List.copyOf(batches);
    if (batches.size() != learningRates.length) {
      throw new IllegalArgumentException(
          "a learning rate for each batch: " + learningRates.length + " and " + batches.size());
    }
  }

  /** The number of steps, K. */
  public int steps() {
    return batches.size();
  }

  /**
   * Draws an episode: initial parameters, batches from the training part of the corpus, and
   * learning rates uniform between a half and one and a half times {@link Workload#LEARNING_RATE}.
   * The same seed draws the same episode everywhere.
   *
   * @throws IllegalArgumentException if the corpus is smaller than one batch
   */
  public static Episode draw(Workload workload, int threads, Corpus corpus, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    float[] initial =
        InitialParameters.draw(ParameterLayout.of(workload.model()), seeds.nextLong());
    BatchSampler sampler =
        new BatchSampler(
            corpus.training(),
            workload.batchSize(),
            workload.model().contextLength(),
            seeds.nextLong());
    List<TokenBatch> batches = new ArrayList<>();
    float[] learningRates = new float[workload.steps()];
    for (int step = 0; step < workload.steps(); step++) {
      batches.add(sampler.next());
      learningRates[step] = (float) (Workload.LEARNING_RATE * (0.5 + seeds.nextDouble()));
    }
    return new Episode(workload.task(threads), initial, batches, learningRates);
  }

  /** Room for what this episode will give. */
  public Trace emptyTrace() {
    return new Trace(new float[steps()], new float[initialParameters.length]);
  }

  /** Runs the episode on a new trainer, which is handed this episode's arrays as they are. */
  public Trace run(TrainerProvider provider) {
    Trace trace = emptyTrace();
    try (EpisodeRun run = new EpisodeRun(this, provider, trace)) {
      run.advance(steps());
    }
    return trace;
  }
}
