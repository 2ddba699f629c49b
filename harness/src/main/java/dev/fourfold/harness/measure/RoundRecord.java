package dev.fourfold.harness.measure;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.fourfold.harness.statistics.RatioOfRounds;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One round of one candidate: its own episodes and, of the same round, those of the baseline and,
 * in the first rounds, of the human reference.
 *
 * @param number from 1
 * @param seed what the order and all seeds of the round were drawn from
 * @param order in which the trainers were warmed up and, those of one pace, took their first turns
 * @param cold the starts of the round's workers
 * @param blocks in the order in which they ran
 * @param episodes in the order in which they ran
 */
public record RoundRecord(
    int number,
    @JsonFormat(shape = JsonFormat.Shape.STRING) long seed,
    List<String> order,
    List<ColdSample> cold,
    List<BlockRecord> blocks,
    List<EpisodeSample> episodes) {
  public RoundRecord {
    order = List.copyOf(order);
    cold = List.copyOf(cold);
    blocks = List.copyOf(blocks);
    episodes = List.copyOf(episodes);
  }

  /** Whether {@code trainer} had a seat in it: the human reference has one in the first rounds. */
  public boolean seats(String trainer) {
    return order.contains(trainer);
  }

  /** The median seconds per episode of {@code trainer} in this round, of the blocks that count. */
  public double medianSeconds(String trainer) {
    Set<Integer> counted =
        blocks.stream()
            .filter(BlockRecord::counted)
            .map(BlockRecord::number)
            .collect(Collectors.toSet());
    return RatioOfRounds.median(
        episodes.stream()
            .filter(episode -> episode.trainer().equals(trainer))
            .filter(episode -> counted.contains(episode.block()))
            .map(EpisodeSample::seconds)
            .toList());
  }

  /** The seconds of {@code trainer}'s cold start in this round. */
  public double coldSeconds(String trainer) {
    return RatioOfRounds.median(
        cold.stream()
            .filter(start -> start.trainer().equals(trainer))
            .map(ColdSample::seconds)
            .toList());
  }

  /** Whether each turn of these had an attempt that was not disturbed. */
  boolean isQuiet(String... trainers) {
    return lastingDisturbances(trainers).findAny().isEmpty();
  }

  /** What disturbed all attempts at some turn of these. */
  Stream<Disturbance> lastingDisturbances(String... trainers) {
    Set<String> whose = Set.of(trainers);
    return blocks.stream()
        .filter(block -> whose.contains(block.trainer()) && block.counted())
        .flatMap(block -> block.disturbances().stream());
  }
}
