package dev.fourfold.harness.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
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

  /** What is done to a value. */
  enum Edit {
    A_LITTLE,
    ONE_MORE,
    ONE_LESS,
    ZERO,
    NULL,
    GONE
  }

  /** The record with one value edited; the digest is what the edit left it. */
  private static JsonNode edited(Place place, Edit edit) {
    return edited(
        place,
        old ->
            switch (edit) {
              case A_LITTLE -> little(old, 1.0000001);
              case ONE_MORE -> plus(old, 1);
              case ONE_LESS -> plus(old, -1);
              case ZERO -> old.isNumber() ? JSON.valueToTree(0) : JSON.valueToTree("");
              case NULL -> JSON.getNodeFactory().nullNode();
              case GONE -> null;
            });
  }

  private static JsonNode little(JsonNode old, double factor) {
    if (old.isNumber()) {
      double value = old.doubleValue();
      return JSON.valueToTree(value == 0 ? factor - 1 : value * factor);
    }
    return old.isBoolean()
        ? JSON.valueToTree(!old.booleanValue())
        : JSON.valueToTree(old.stringValue() + "x");
  }

  /** Whole numbers stay whole: a reader that takes no fraction for one must not hide the edit. */
  private static JsonNode plus(JsonNode old, int difference) {
    return old.isIntegralNumber()
        ? JSON.valueToTree(old.longValue() + difference)
        : little(old, 1 + 0.5 * difference);
  }

  /** The record with one value replaced, or taken out. */
  private static JsonNode edited(Place place, UnaryOperator<JsonNode> replacement) {
    JsonNode root = JSON.readTree(SOUND);
    JsonNode parent = root;
    List<Object> steps = place.steps();
    for (Object step : steps.subList(0, steps.size() - 1)) {
      parent = step instanceof Integer index ? parent.get(index) : parent.get((String) step);
    }
    if (steps.getLast() instanceof Integer index) {
      ArrayNode array = (ArrayNode) parent;
      JsonNode changed = replacement.apply(array.get(index));
      if (changed == null) {
        array.remove(index);
      } else {
        array.set(index, changed);
      }
    } else {
      ObjectNode object = (ObjectNode) parent;
      String name = (String) steps.getLast();
      JsonNode changed = replacement.apply(object.get(name));
      if (changed == null) {
        object.remove(name);
      } else {
        object.set(name, changed);
      }
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

  /** Not by an accident of the reader: it says what is wrong, or that this is no result. */
  @Property(tries = 500)
  void anEditOfAnyOneValueIsCaught(@ForAll("anyValue") Place place, @ForAll Edit edit) {
    JsonNode edited = edited(place, edit);
    // To the digest 0.0 and 0 are one number.
    Assume.that(!RecordDigest.of(edited).equals(RecordDigest.of(JSON.readTree(SOUND))));
    assertTrue(isCaught(edited), place + " " + edit);
  }

  /** Whoever computes the digest anew may go unseen, but breaks nothing. */
  @Property(tries = 500)
  void noEditIsOurOwnFault(@ForAll("anyValue") Place place, @ForAll Edit edit) {
    JsonNode edited = edited(place, edit);
    Assume.that(edited.isObject());
    ((ObjectNode) edited).put(RecordDigest.FIELD, RecordDigest.of(edited));
    try {
      check(JSON.writeValueAsString(edited));
    } catch (BadInputException e) {
      assertFalse(e.getMessage().contains("Exception"), e.getMessage());
    }
  }

  /** A liar computes the digest anew: then the samples speak, if what is edited counts. */
  @Property(tries = 300)
  void anEditOfANumberThatFollowsIsCaughtWithoutTheDigest(@ForAll("anyDerived") Place place) {
    JsonNode edited = edited(place, old -> little(old, 1.001));
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

  /** A record that was edited, with a digest that was computed anew. */
  private static List<String> disagreements(GradingResult sample, Consumer<ObjectNode> edit) {
    ObjectNode tree = (ObjectNode) JSON.readTree(ResultJson.write(sample));
    edit.accept(tree);
    tree.put(RecordDigest.FIELD, RecordDigest.of(tree));
    return check(tree.toString()).disagreements().stream()
        .map(ResultCheck.Disagreement::field)
        .toList();
  }

  private static ObjectNode measurement(ObjectNode result) {
    return (ObjectNode) result.get("measurement");
  }

  @Example
  void roundsThatTheRuleAsksForAreMissed() {
    assertEquals(
        List.of("rounds", "measurement.endedEarly"),
        disagreements(
                SampleResult.of("x", 80, Workload.SMALL, 1),
                tree -> {
                  ArrayNode rounds = (ArrayNode) tree.get("rounds");
                  rounds.remove(3);
                  rounds.remove(2);
                  rounds.remove(1);
                })
            .subList(0, 2));
    assertTrue(
        disagreements(
                SampleResult.of("x", 80, Workload.SMALL, 1),
                tree -> ((ArrayNode) tree.get("rounds")).remove(3))
            .contains("measurement.endedEarly"));
  }

  @Example
  void roundsAfterTheLastThatWasDueAreSeen() {
    // Less was asked for: three rounds were enough.
    assertTrue(
        disagreements(
                SampleResult.of("x", 80, Workload.SMALL, 1),
                tree -> {
                  measurement(tree).put("mostRounds", 3);
                  measurement(tree).put("fewestRounds", 3);
                })
            .contains("rounds"));
  }

  @Example
  void aReasonToEndEarlyMustBeOne() {
    GradingResult slow = SampleResult.of("x", 1.5, Workload.SMALL, 1);
    assertTrue(slow.measurement().endedEarly().isPresent());
    assertEquals(List.of(), disagreements(slow, tree -> {}));
    for (String reason : List.of("it was late", "after 3 rounds the time was up")) {
      assertEquals(
          List.of("measurement.endedEarly"),
          disagreements(slow, tree -> measurement(tree).put("endedEarly", reason)));
    }
    assertTrue(
        disagreements(slow, tree -> measurement(tree).remove("endedEarly"))
            .contains("measurement.endedEarly"));
    assertEquals(
        List.of("measurement.endedEarly"),
        disagreements(
            SampleResult.of("x", 80, Workload.SMALL, 1),
            tree -> measurement(tree).put("endedEarly", "it was late")));
    // Wide as it is after three rounds, another was due.
    assertTrue(
        disagreements(
                SampleResult.of("x", 80, Workload.SMALL, 1),
                tree -> {
                  ((ArrayNode) tree.get("rounds")).remove(3);
                  measurement(tree).put("endedEarly", "it was late");
                })
            .contains("measurement.endedEarly"));
  }

  private static List<String> disagreementsOnAMachine(boolean fit, boolean forced, String cores) {
    return disagreements(
        SampleResult.verified(),
        tree -> {
          ObjectNode fitness = ((ObjectNode) tree.get("environment")).putObject("fitness");
          fitness.put("fit", fit).put("forced", forced);
          fitness
              .putArray("findings")
              .addObject()
              .put("name", "cores")
              .put("state", cores)
              .put("value", "2 granted of 2");
        });
  }

  @Example
  void whetherAMachineWasFitFollowsFromWhatWasFound() {
    assertEquals(List.of(), disagreementsOnAMachine(true, false, "fit"));
    assertEquals(List.of(), disagreementsOnAMachine(false, true, "unfit"));
    assertEquals(List.of("environment.fitness.fit"), disagreementsOnAMachine(true, false, "unfit"));
    assertEquals(
        List.of("environment.fitness.forced"), disagreementsOnAMachine(false, false, "unfit"));
    assertEquals(List.of("environment.fitness.forced"), disagreementsOnAMachine(true, true, "fit"));
  }

  @Example
  void theCalibrationOfAnotherMachineOrWorkloadIsSeen() {
    for (String field : List.of("machine", "workload")) {
      assertEquals(
          List.of("measurement.calibration." + field),
          disagreements(
              SampleResult.verified(),
              tree -> ((ObjectNode) measurement(tree).get("calibration")).put(field, "another")));
    }
  }

  @Example
  void aRoundThatWasTakenOutLeavesAGap() {
    GradingResult sample = SampleResult.of("x", 80, Workload.SMALL, 1);
    assertThrows(
        BadInputException.class,
        () -> disagreements(sample, tree -> ((ArrayNode) tree.get("rounds")).remove(1)));
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
