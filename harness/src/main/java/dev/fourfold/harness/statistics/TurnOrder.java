package dev.fourfold.harness.statistics;

import java.util.ArrayList;
import java.util.List;

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
   * @param longs who has one turn
   * @param middling who has one there and one back
   * @param shorts who has one between all the others
   * @param back whether there is a way back: without, the middling ones have one turn too
   */
  public static <T> List<T> of(List<T> longs, List<T> middling, List<T> shorts, boolean back) {
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
