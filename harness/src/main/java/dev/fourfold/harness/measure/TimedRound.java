package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.ColdStart;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/**
 * A round as it ran, trainers under their labels.
 *
 * @param number from 1
 * @param seed what the order and all seeds were drawn from
 * @param order in which the trainers were admitted
 * @param cold the starts of their workers
 * @param turns in the order in which they were taken
 * @param jmh JMH's own record, by label
 */
record TimedRound(
    int number,
    long seed,
    List<String> order,
    List<ColdStart> cold,
    List<Turn> turns,
    Map<String, RunResult> jmh) {

  /** One turn of an entrant, under its label. */
  record Turn(BlockRecord block, List<TimedEpisode> episodes) {}

  /** An entrant's episodes, of all its turns. */
  List<TimedEpisode> episodes(String label) {
    return turns.stream()
        .flatMap(turn -> turn.episodes().stream())
        .filter(one -> one.label().equals(label))
        .toList();
  }
}
