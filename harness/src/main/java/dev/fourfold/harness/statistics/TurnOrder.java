package dev.fourfold.harness.statistics;

import dev.fourfold.benchmarks.episode.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * In which order the trainers of a round take their turns.
 *
 * <p>A machine's speed drifts within seconds, so what is compared has to be spread over the same
 * time. Who needs long for an episode has one turn, in the middle of the round; who needs less has
 * one before and one after, there and back; whose turns are short has one before and after each of
 * the others'. So everybody's turns have the same middle, and a steady drift cancels.
 */
public final class TurnOrder {
  private TurnOrder() {}

  /**
   * The turns.
   *
   * @param trainers in the order of their first turns, those of one pace
   * @param pace of each
   * @param back whether there is a way back: without, the middling ones have one turn too
   */
  public static <T> List<T> of(List<T> trainers, Function<T, Pace> pace, boolean back) {
    Map<Pace, List<T>> byPace = trainers.stream().collect(Collectors.groupingBy(pace));
    List<T> longs = byPace.getOrDefault(Pace.LONG, List.of());
    List<T> middling = byPace.getOrDefault(Pace.MIDDLING, List.of());
    List<T> shorts = byPace.getOrDefault(Pace.SHORT, List.of());
    List<T> slow = new ArrayList<>(middling);
    slow.addAll(longs);
    if (back) {
      slow.addAll(middling.reversed());
    }
    List<T> turns = new ArrayList<>(shorts);
    boolean forth = false;
    for (T one : slow) {
      turns.add(one);
      turns.addAll(forth ? shorts : shorts.reversed());
      forth = !forth;
    }
    if (slow.isEmpty() && back) {
      turns.addAll(shorts.reversed());
    }
    return turns;
  }
}
