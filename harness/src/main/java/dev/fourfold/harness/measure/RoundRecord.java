package dev.fourfold.harness.measure;

import dev.fourfold.harness.statistics.RatioOfRounds;
import java.util.List;

/**
 * One round of one candidate: its own episodes and, of the same round, those of the baseline and of
 * the human reference.
 *
 * @param number from 1
 * @param episodes in the order in which they ran
 */
public record RoundRecord(int number, List<EpisodeSample> episodes) {
  public RoundRecord {
    episodes = List.copyOf(episodes);
  }

  /** The median seconds per episode of {@code trainer} in this round. */
  public double medianSeconds(String trainer) {
    return RatioOfRounds.median(
        episodes.stream()
            .filter(episode -> episode.trainer().equals(trainer))
            .map(EpisodeSample::seconds)
            .toList());
  }
}
