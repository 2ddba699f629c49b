package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.training.Trace;

/**
 * What a short job feels: a fresh worker's way from its process's start to the end of its first few
 * steps, class loading and JIT included.
 *
 * @param label the entrant
 * @param seed what {@link dev.fourfold.core.training.Episode#draw} drew its episode from, of {@link
 *     Round#cold(dev.fourfold.core.training.Workload)}
 * @param startSeconds from before the process was made until its provider was loaded
 * @param episodeSeconds from before the task was sent until the parameters were here
 * @param trace what came back, not yet checked
 */
public record ColdStart(
    String label, long seed, double startSeconds, double episodeSeconds, Trace trace) {
  /** Both parts; drawing the episode in between is ours and left out. */
  public double seconds() {
    return startSeconds + episodeSeconds;
  }
}
