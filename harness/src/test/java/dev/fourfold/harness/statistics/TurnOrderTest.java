package dev.fourfold.harness.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.benchmarks.episode.Pace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class TurnOrderTest {
  @Test
  void theShortOnesComeBetweenAllOthers() {
    assertEquals("fbfhfbfbfhfbf", turns(List.of("b"), List.of("h"), List.of("f"), true));
    assertEquals("fghgfhfg", turns(List.of(), List.of("h"), List.of("f", "g"), true));
    assertEquals("fbfhf", turns(List.of("b"), List.of("h"), List.of("f"), false));
  }

  @Test
  void theMiddlingOnesGoThereAndBack() {
    assertEquals("bhcbbchb", turns(List.of("b"), List.of("h", "c"), List.of(), true));
    assertEquals("bch", turns(List.of("b", "c"), List.of("h"), List.of(), false));
  }

  @Test
  void aLandmarkHasOneTurnInTheMiddle() {
    assertEquals("fbfbfhfbfbf", turns(List.of("b"), List.of("h"), List.of("f"), Set.of("h"), true));
    assertEquals("bcbhbcb", turns(List.of("b"), List.of("h", "c"), List.of(), Set.of("h"), true));
    assertEquals("bhc", turns(List.of("b"), List.of("h", "c"), List.of(), Set.of("h"), false));
  }

  @Test
  void aLongLandmarkIsAsTheOthers() {
    assertEquals("bhhbhbbh", turns(List.of("b", "h"), List.of(), List.of(), Set.of("h"), true));
  }

  @Test
  void theLongOnesHaveTheirPartsThereAndBack() {
    assertEquals("bchcbcbhbc", turns(List.of("b", "c"), List.of("h"), List.of(), true));
  }

  /** A drift of the second degree: with b c, b c, c b, c b the first had the outer places. */
  @Test
  void ofTwoLongOnesNoneIsNearerTheMiddle() {
    String turns = turns(List.of("b", "c"), List.of(), List.of(), true);
    assertEquals("bccbcbbc", turns);
    for (char one : "bc".toCharArray()) {
      assertEquals(
          102,
          IntStream.range(0, turns.length())
              .filter(i -> turns.charAt(i) == one)
              .map(i -> (i + 1) * (i + 1))
              .sum());
    }
  }

  @Test
  void shortOnesAmongThemselvesGoThereAndBack() {
    assertEquals("fggf", turns(List.of(), List.of(), List.of("f", "g"), true));
    assertEquals("fg", turns(List.of(), List.of(), List.of("f", "g"), false));
  }

  /** A machine that gets slower and slower is so for everybody alike. */
  @Property
  void everybodysTurnsHaveTheSameMiddle(
      @ForAll @IntRange(max = 3) int longs,
      @ForAll @IntRange(max = 5) int middling,
      @ForAll @IntRange(max = 1) int landmarks,
      @ForAll @IntRange(max = 1) int shorts) {
    List<Integer> numbers =
        IntStream.range(0, longs + middling + landmarks + shorts).boxed().toList();
    List<Integer> turns =
        TurnOrder.of(
            numbers,
            number ->
                number < longs
                    ? Pace.LONG
                    : number < longs + middling + landmarks ? Pace.MIDDLING : Pace.SHORT,
            landmarks == 0 ? Set.of() : Set.of(longs + middling),
            true);
    for (int number : numbers) {
      double middle =
          IntStream.range(0, turns.size())
              .filter(i -> turns.get(i) == number)
              .average()
              .orElseThrow();
      assertEquals((turns.size() - 1) / 2.0, middle, turns.toString());
    }
  }

  private static String turns(
      List<String> longs, List<String> middling, List<String> shorts, boolean back) {
    return turns(longs, middling, shorts, Set.of(), back);
  }

  private static String turns(
      List<String> longs,
      List<String> middling,
      List<String> shorts,
      Set<String> landmarks,
      boolean back) {
    Map<String, Pace> paces = new LinkedHashMap<>();
    longs.forEach(one -> paces.put(one, Pace.LONG));
    middling.forEach(one -> paces.put(one, Pace.MIDDLING));
    shorts.forEach(one -> paces.put(one, Pace.SHORT));
    return String.join("", TurnOrder.of(List.copyOf(paces.keySet()), paces::get, landmarks, back));
  }
}
