package dev.fourfold.core.training;

import dev.fourfold.core.data.TokenBatch;

/**
 * An episode on its way through a trainer. Its steps may be run in parts, with anything in between:
 * what is computed does not depend on that.
 */
public final class EpisodeRun implements AutoCloseable {
  private final Episode episode;
  private final TrainerProvider provider;
  private final Trace trace;
  private Trainer trainer;
  private int next;

  /**
   * An episode that has not begun.
   *
   * @param provider whose new trainer is handed the episode's arrays as they are
   * @param trace from {@link Episode#emptyTrace()}, filled as the episode goes on
   */
  public EpisodeRun(Episode episode, TrainerProvider provider, Trace trace) {
    this.episode = episode;
    this.provider = provider;
    this.trace = trace;
  }

  /**
   * Runs the next steps. Before the first the trainer is created; after the last its parameters are
   * read, and the episode is complete.
   *
   * @param steps how many, at least 1; fewer are run if fewer are left
   */
  public void advance(int steps) {
    if (trainer == null) {
      trainer = provider.create(episode.task(), episode.initialParameters());
    }
    for (int end = next + Math.min(steps, episode.steps() - next); next < end; next++) {
      TokenBatch batch = episode.batches().get(next);
      trace.losses()[next] =
          trainer.step(batch.inputs(), batch.targets(), episode.learningRates()[next]);
    }
    if (isComplete()) {
      trainer.readParameters(trace.finalParameters());
    }
  }

  /** Whether all steps have been run. */
  public boolean isComplete() {
    return next == episode.steps();
  }

  /** Closes the trainer. */
  @Override
  public void close() {
    if (trainer != null) {
      trainer.close();
    }
  }
}
