package dev.fourfold.harness.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.fourfold.harness.statistics.Estimate;
import java.util.List;

/**
 * The places that a result may hold in a ranking: those that the intervals leave open.
 *
 * <p>The best place is one after all results whose intervals lie wholly above, the worst is one
 * before all whose intervals lie wholly below. Two results whose intervals overlap always have a
 * place in common. With a chain, where the first overlaps the second and the second the third but
 * the first not the third, these are the places 1–2, 1–3 and 2–3: nobody is pulled up or down by a
 * neighbour's neighbour, and of two that do not overlap the faster one has both the better best and
 * the better worst place.
 *
 * @param best from 1
 * @param worst the same if no interval overlaps this one
 */
@JsonPropertyOrder({"best", "worst"})
record Places(int best, int worst) {

  /** Of one among all, itself included. */
  static Places of(Estimate one, List<Estimate> all) {
    long above = all.stream().filter(other -> other.low() > one.high()).count();
    long below = all.stream().filter(other -> other.high() < one.low()).count();
    return new Places((int) above + 1, (int) (all.size() - below));
  }

  /** {@code 1} or {@code 1–3}. */
  String text() {
    return best == worst ? Integer.toString(best) : best + "–" + worst;
  }
}
