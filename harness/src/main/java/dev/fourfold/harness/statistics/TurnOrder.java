package dev.fourfold.harness.statistics;

import dev.fourfold.benchmarks.episode.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * In which order the trainers of a round take their turns.
 *
 * <p>A machine's speed drifts within seconds, so what is compared has to be spread over the same
 * time, in turns that are about as long as each other. Who needs long for an episode runs it in
 * parts, two on the way there and two on the way back; who needs less has one turn there and one
 * back, or, if it is a landmark, one in the middle; whose turns are short has one before and after
 * each of the others'. On the way back the middling ones come in the opposite order; the long ones
 * go B C, C B and then C B, B C. So everybody's turns have the same middle, and a steady drift
 * cancels; between two long ones a drift that grows steadily cancels, too.
 */
public final class TurnOrder {
  /** In how many parts a long episode is run. */
  public static final int PARTS = 4;

  private TurnOrder() {}

  /**
   * The turns; {@value #PARTS} of a long one are the parts of one.
   *
   * @param trainers in the order of their first turns, those of one pace
   * @param pace of each
   * @param landmarks those that are worth less time
   * @param back whether there is a way back: without, who is not short has one turn, in one part
   */
  public static <T> List<T> of(
      List<T> trainers, Function<T, Pace> pace, Set<T> landmarks, boolean back) {
    Map<Pace, List<T>> byPace = trainers.stream().collect(Collectors.groupingBy(pace));
    List<T> longs = byPace.getOrDefault(Pace.LONG, List.of());
    List<T> middling = byPace.getOrDefault(Pace.MIDDLING, List.of());
    List<T> shorts = byPace.getOrDefault(Pace.SHORT, List.of());
    List<T> slow = new ArrayList<>(longs);
    if (back) {
      List<T> others = middling.stream().filter(one -> !landmarks.contains(one)).toList();
      slow.addAll(others);
      slow.addAll(longs.reversed());
      middling.stream().filter(landmarks::contains).forEach(slow::add);
      slow.addAll(longs.reversed());
      slow.addAll(others.reversed());
      slow.addAll(longs);
    } else {
      slow.addAll(middling);
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

  /** As above, without landmarks. */
  public static <T> List<T> of(List<T> trainers, Function<T, Pace> pace, boolean back) {
    return of(trainers, pace, Set.of(), back);
  }
}
