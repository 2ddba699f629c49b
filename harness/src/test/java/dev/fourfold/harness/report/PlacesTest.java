package dev.fourfold.harness.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.statistics.Estimate;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a place says, and what overlapping intervals say of it. */
final class PlacesTest {
  private static Estimate interval(double low, double high) {
    return new Estimate(Math.sqrt(low * high), low, high, 0.95);
  }

  @Provide
  Arbitrary<List<Estimate>> intervals() {
    Arbitrary<Integer> low = Arbitraries.integers().between(1, 20);
    Arbitrary<Integer> width = Arbitraries.integers().between(0, 6);
    return low.flatMap(from -> width.map(more -> interval(from, from + more)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  private static List<String> texts(List<Estimate> all) {
    return all.stream().map(one -> Places.of(one, all).text()).toList();
  }

  @Example
  void chains() {
    List<Estimate> chain = List.of(interval(70, 80), interval(60, 71), interval(50, 61));
    assertEquals(List.of("1–2", "1–3", "2–3"), texts(chain));
    assertEquals(
        List.of("1", "2–3", "2–3"), texts(List.of(interval(7, 8), interval(3, 4), interval(2, 3))));
    assertEquals(List.of("1"), texts(List.of(interval(1, 1))));
  }

  @Property
  void whoOverlapsHasAPlaceInCommon(@ForAll("intervals") List<Estimate> all) {
    for (Estimate one : all) {
      Places own = Places.of(one, all);
      assertTrue(1 <= own.best() && own.best() <= own.worst() && own.worst() <= all.size());
      for (Estimate other : all) {
        Places theirs = Places.of(other, all);
        boolean apart = one.low() > other.high() || other.low() > one.high();
        boolean inCommon = own.best() <= theirs.worst() && theirs.best() <= own.worst();
        assertTrue(inCommon || apart, () -> one + " " + own + ", " + other + " " + theirs);
      }
    }
  }

  @Property
  void whoIsWhollyAboveIsBetterInBoth(@ForAll("intervals") List<Estimate> all) {
    for (Estimate one : all) {
      for (Estimate other : all) {
        if (one.low() > other.high()) {
          assertTrue(Places.of(one, all).best() < Places.of(other, all).best());
          assertTrue(Places.of(one, all).worst() < Places.of(other, all).worst());
        }
      }
    }
  }
}
