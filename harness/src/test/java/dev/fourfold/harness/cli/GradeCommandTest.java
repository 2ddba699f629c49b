package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.result.ResultSchemaTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole gradings, small ones. */
final class GradeCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir private Path directory;

  /** Precise enough never to be the point: these tests are not about speed. */
  private Run grade(String candidate, String name) {
    return Run.of(
        "grade",
        candidate,
        "--workload",
        "tiny",
        "--rounds",
        "2",
        "--precision",
        "1e12",
        "--warm-up",
        "0.05",
        "--json",
        "--out",
        directory.resolve(name).toString());
  }

  @Test
  void printsOneResultAndKeepsItWithJmhs() throws IOException {
    Run run = grade("human", "out");
    assertEquals(0, run.exitCode(), run.err() + run.out());
    JsonNode result = JSON.readTree(run.out());
    assertEquals("fourfold/result/1", result.at("/schema").asString());
    assertEquals("verified", result.at("/verdict").asString());
    assertEquals(0, result.at("/reasons").size());
    assertEquals("human", result.at("/candidate/name").asString());
    assertEquals("tiny", result.at("/workload/name").asString());
    assertEquals(4.0, result.at("/human/publishedSpeedup").asDouble());
    double low = result.at("/speedup/low").asDouble();
    double point = result.at("/speedup/point").asDouble();
    assertTrue(low > 0 && low <= point && point <= result.at("/speedup/high").asDouble());
    assertEquals(2, result.at("/rounds").size());
    for (JsonNode round : result.at("/rounds")) {
      for (String trainer : List.of("baseline", "human", "candidate")) {
        assertTrue(
            round
                .at("/episodes")
                .valueStream()
                .anyMatch(episode -> episode.at("/trainer").asString().equals(trainer)));
      }
    }
    assertTrue(result.at("/limit/fractionOfPeak").asDouble() < 1);
    assertTrue(result.at("/verification/checks").size() > 0);
    assertEquals(result, JSON.readTree(Files.readString(directory.resolve("out/result.json"))));
    assertEquals(List.of(), ResultSchemaTest.validate(run.out()));
    assertEquals(3, result.at("/losses").size());
    assertEquals(4, result.at("/losses/0/losses").size());

    Run check = Run.of("verify-result", directory.resolve("out/result.json").toString());
    assertEquals(0, check.exitCode(), check.out() + check.err());
    assertTrue(check.out().contains("sound"), check.out());

    JsonNode jmh = JSON.readTree(Files.readString(directory.resolve("out/jmh.json")));
    assertEquals(3, jmh.size());
    for (JsonNode entry : jmh) {
      assertEquals("1.37", entry.at("/jmhVersion").asString());
      assertEquals("ss", entry.at("/mode").asString());
      opensInAVisualiser(entry);
      assertEquals(2, entry.at("/primaryMetric/rawData").size(), "a fork for each round");
    }
  }

  /** JMH 1.37's fields in their order, and of the kinds that its visualisers read. */
  private static void opensInAVisualiser(JsonNode entry) {
    assertEquals(
        List.of(
            "jmhVersion",
            "benchmark",
            "mode",
            "threads",
            "forks",
            "jvm",
            "jvmArgs",
            "jdkVersion",
            "vmName",
            "vmVersion",
            "warmupIterations",
            "warmupTime",
            "warmupBatchSize",
            "measurementIterations",
            "measurementTime",
            "measurementBatchSize",
            "params",
            "primaryMetric",
            "secondaryMetrics"),
        List.copyOf(entry.propertyNames()));
    JsonNode metric = entry.at("/primaryMetric");
    assertEquals(
        List.of(
            "score", "scoreError", "scoreConfidence", "scorePercentiles", "scoreUnit", "rawData"),
        List.copyOf(metric.propertyNames()));
    assertTrue(metric.at("/score").isNumber());
    assertEquals(2, metric.at("/scoreConfidence").size());
    assertEquals("ms/op", metric.at("/scoreUnit").asString());
    for (JsonNode fork : metric.at("/rawData")) {
      assertTrue(fork.size() > 0 && fork.valueStream().allMatch(JsonNode::isNumber));
    }
    for (JsonNode parameter : entry.at("/params")) {
      assertTrue(parameter.isString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sign    | Gelu.java         | 0.5f * v * (1 - tanh * tanh) * du | -0.5f * v * (1 - tanh * tanh) * du
          frozen  | AdamW.java        | p[j] -=                           | if (parameter != parameters.get("wpe.weight")) p[j] -=
          zeros   | NaiveTrainer.java | parameters.copyTo(destination);   | java.util.Arrays.fill(destination, 0);
          lazy    | AdamW.java        | steps++;                          | if (++steps > 2) { return; }
          """)
  void rejectsACopyOfNaiveWithOneThingChanged(String name, String file, String from, String to)
      throws IOException {
    Path mutant = Submissions.mutant(directory, name, file, from, to);
    Run run = grade(mutant.toString(), "out");
    assertEquals(1, run.exitCode(), run.out() + run.err());
    JsonNode result = JSON.readTree(run.out());
    assertEquals("rejected", result.at("/verdict").asString());
    assertEquals(1, result.at("/reasons").size());
    assertTrue(result.at("/speedup").isMissingNode(), "a rejected candidate has no speedup");
  }

  @Test
  void listsWhatThereIs() {
    Run run = Run.of("list");
    assertEquals(0, run.exitCode(), run.err() + run.out());
    for (String name : List.of("naive", "human", "tiny", "small", "medium")) {
      assertTrue(run.out().contains("  " + name), run.out());
    }
  }
}
