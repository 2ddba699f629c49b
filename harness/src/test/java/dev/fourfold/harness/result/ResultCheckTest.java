package dev.fourfold.harness.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A sound record is found sound; no edit of any one value goes unseen. */
final class ResultCheckTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String SOUND = ResultJson.write(SampleResult.verified());

  /** Where a value stands: the names and indices that lead to it. */
  record Place(List<Object> steps) {
    @Override
    public String toString() {
      return steps.toString();
    }
  }

  private static List<Place> values(JsonNode node, List<Object> before) {
    List<Place> places = new ArrayList<>();
    if (node.isObject()) {
      node.properties()
          .forEach(entry -> places.addAll(values(entry.getValue(), add(before, entry.getKey()))));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        places.addAll(values(node.get(i), add(before, i)));
      }
    } else {
      places.add(new Place(before));
    }
    return places;
  }

  private static List<Object> add(List<Object> steps, Object step) {
    List<Object> longer = new ArrayList<>(steps);
    longer.add(step);
    return longer;
  }

  @Provide
  Arbitrary<Place> anyValue() {
    return Arbitraries.of(values(JSON.readTree(SOUND), List.of()));
  }

  /** The record with one value changed a little; the digest is what the edit left it. */
  private static JsonNode edited(Place place, double factor) {
    JsonNode root = JSON.readTree(SOUND);
    JsonNode parent = root;
    List<Object> steps = place.steps();
    for (Object step : steps.subList(0, steps.size() - 1)) {
      parent = step instanceof Integer index ? parent.get(index) : parent.get((String) step);
    }
    Object last = steps.getLast();
    JsonNode old = last instanceof Integer index ? parent.get(index) : parent.get((String) last);
    JsonNode changed =
        old.isNumber()
            ? JSON.valueToTree(old.doubleValue() == 0 ? factor - 1 : old.doubleValue() * factor)
            : old.isBoolean()
                ? JSON.valueToTree(!old.booleanValue())
                : JSON.valueToTree(old.stringValue() + "x");
    if (last instanceof Integer index) {
      ((ArrayNode) parent).set(index, changed);
    } else {
      ((ObjectNode) parent).set((String) last, changed);
    }
    return root;
  }

  private static ResultCheck.Outcome check(String json) {
    try {
      Path file = Files.createTempFile("fourfold-test-", ".json");
      try {
        Files.writeString(file, json);
        return ResultCheck.of(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isCaught(JsonNode edited) {
    try {
      return !check(JSON.writeValueAsString(edited)).disagreements().isEmpty();
    } catch (BadInputException e) {
      return true;
    }
  }

  @Example
  void aSoundRecordIsSound() {
    ResultCheck.Outcome outcome = check(SOUND);
    assertEquals(List.of(), outcome.disagreements());
    assertTrue(outcome.compared() > 50);
    assertEquals(List.of(), check(ResultJson.write(SampleResult.rejected())).disagreements());
  }

  @Example
  void whiteSpaceAndTheOrderOfKeysDoNotMatter() {
    JsonNode tree = JSON.readTree(SOUND);
    ObjectNode turned = JSON.createObjectNode();
    new ArrayList<>(tree.properties())
        .reversed()
        .forEach(entry -> turned.set(entry.getKey(), entry.getValue()));
    assertEquals(List.of(), check(turned.toString()).disagreements());
  }

  @Property(tries = 600)
  void anEditOfAnyOneValueIsCaught(@ForAll("anyValue") Place place) {
    assertTrue(isCaught(edited(place, 1.0000001)), place.toString());
  }

  /** A liar computes the digest anew: then the samples speak, if what is edited counts. */
  @Property(tries = 300)
  void anEditOfANumberThatFollowsIsCaughtWithoutTheDigest(@ForAll("anyDerived") Place place) {
    JsonNode edited = edited(place, 1.001);
    ((ObjectNode) edited).put(RecordDigest.FIELD, RecordDigest.of(edited));
    assertTrue(isCaught(edited), place.toString());
  }

  @Provide
  Arbitrary<Place> anyDerived() {
    return Arbitraries.of(
        values(JSON.readTree(SOUND), List.of()).stream()
            .filter(
                place -> {
                  String first = (String) place.steps().getFirst();
                  String last = place.steps().getLast().toString();
                  boolean follows =
                      List.of("speedup", "human", "limit", "cold", "verdict").contains(first);
                  boolean sample = last.equals("seconds") && !place.steps().contains("cold");
                  return (follows && !last.equals("peakGflops"))
                      || sample
                      || last.equals("counted");
                })
            // Of the human's second round one block is disturbed: it does not count.
            .filter(place -> !place.steps().equals(disturbedSample()))
            .toList());
  }

  private static List<Object> disturbedSample() {
    return List.of("rounds", 1, "episodes", 1, "seconds");
  }

  @Example
  void aRejectedResultCannotBeMadeAVerifiedOne() {
    ObjectNode tree = (ObjectNode) JSON.readTree(ResultJson.write(SampleResult.rejected()));
    tree.put("verdict", "verified");
    tree.putArray("reasons");
    tree.put(RecordDigest.FIELD, RecordDigest.of(tree));
    assertTrue(isCaught(tree));
  }

  private static String complaint(String json) {
    return assertThrows(BadInputException.class, () -> check(json)).getMessage();
  }

  @Example
  void whatIsNoResultIsSaidInOneLine() {
    for (String bad :
        List.of(
            "",
            "{",
            "[]",
            "null",
            "{}",
            SOUND.substring(0, SOUND.length() / 2),
            SOUND + SOUND,
            "{\"schema\": \"fourfold/result/1\"}",
            "{\"schema\": \"fourfold/result/1\", \"schema\": \"fourfold/result/1\"}",
            SOUND.replaceFirst("\"verdict\" : \"verified\"", "\"verdict\" : \"splendid\""),
            SOUND.replaceFirst("\"seconds\" : [0-9.]+", "\"seconds\" : -1"),
            SOUND.replaceFirst("\"seconds\" : [0-9.]+", "\"seconds\" : \"NaN\""),
            SOUND.replaceFirst("\"seconds\" : [0-9.]+", "\"seconds\" : 1e999"),
            SOUND.replaceFirst("\"seconds\" : [0-9.]+", "\"seconds\" : \"soon\""),
            SOUND.replaceFirst("\"rounds\" : \\[", "\"rounds\" : [ null, "))) {
      String message = complaint(bad);
      assertFalse(message.contains("\n"), message);
      assertFalse(message.contains("Exception"), message);
    }
  }

  @Example
  void aNewerSchemaIsCalledNewer() {
    String newer = SOUND.replace("fourfold/result/1", "fourfold/result/2");
    assertTrue(complaint(newer).contains("newer"), complaint(newer));
  }

  @Example
  void aHugeFileIsNotRead() throws IOException {
    Path file = Files.createTempFile("fourfold-test-", ".json");
    try (java.io.RandomAccessFile sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(500L << 20);
      String message =
          assertThrows(BadInputException.class, () -> ResultCheck.of(file)).getMessage();
      assertTrue(message.contains("500 MB"), message);
    } finally {
      Files.delete(file);
    }
  }

  @Example
  void aMissingFileIsBadInput() {
    assertThrows(BadInputException.class, () -> ResultCheck.of(Path.of("no/such/result.json")));
  }
}
