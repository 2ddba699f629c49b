package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Five candidates, four of them bad, and a process that is killed in the middle of them. The good
 * one is asked for a precision that two rounds cannot have.
 */
final class BatchTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** As directories of results must not be called. */
  private static final String ODD = "../<script>\"\u05d0\u05d1";

  @TempDir private Path directory;

  private List<String> arguments(Path out, List<Path> candidates, String... more) {
    List<String> arguments = new ArrayList<>(List.of("grade"));
    candidates.forEach(candidate -> arguments.add(candidate.toString()));
    arguments.addAll(
        List.of("--workload", "tiny", "--rounds", "2", "--precision", "1e-4", "--warm-up", "0.05"));
    arguments.addAll(List.of("--deadline", "4", "--out", out.toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static Run run(List<String> arguments) {
    return Run.of(arguments.toArray(String[]::new));
  }

  @Test
  void goesOnWhereItWasKilledAndIsStoppedByNoBadOne() throws Exception {
    Path odd = zeros("odd");
    Submissions.manifest(
        odd, "name=../<script>\"\\u05d0\\u05d1", "author=test", "provider=author.NaiveProvider");
    List<Path> five =
        List.of(
            Submissions.step(directory, "typo", "retrun 0;"),
            zeros("cheat"),
            Submissions.naive(directory, "good"),
            Submissions.step(
                directory,
                "hanger",
                "while (true) { java.util.concurrent.locks.LockSupport.park(); }"),
            odd);
    Path out = directory.resolve("out");
    killAfterTheFirstResult(arguments(out, five), out);
    Path cheat = out.resolve("cheat/result.json");
    String graded = Files.readString(cheat);
    assertFalse(Files.exists(out.resolve("summary.json")));

    Run without = run(arguments(out, five));
    assertEquals(2, without.exitCode());
    assertTrue(without.err().contains("--resume goes on"), without.err());
    List<String> otherRounds = new ArrayList<>(arguments(out, five, "--resume"));
    otherRounds.set(otherRounds.indexOf("--rounds") + 1, "3");
    Run differs = run(otherRounds);
    assertEquals(2, differs.exitCode());
    assertTrue(differs.err().contains("was begun with another rounds"), differs.err());

    Run resumed = run(arguments(out, five, "--resume", "--json"));
    assertEquals(2, resumed.exitCode(), resumed.out() + resumed.err());
    assertTrue(resumed.err().contains("kept: cheat"), resumed.err());
    assertEquals(graded, Files.readString(cheat));
    JsonNode json = JSON.readTree(resumed.out());
    assertEquals("fourfold/results/1", json.at("/schema").asString());
    assertEquals(4, json.at("/results").size());
    assertEquals(1, json.at("/refused").size());
    assertEquals("does-not-compile", json.at("/refused/0/code").asString());
    assertSummary(out);
    assertACopyOfNaiveGradesLikeNaive(out.resolve("good/result.json"));

    // Everything is there: only the two that are named count, and nothing is graded.
    Run again = run(arguments(out, List.of(five.get(1), five.get(2)), "--resume"));
    assertEquals(1, again.exitCode(), again.out() + again.err());
    assertTrue(
        again.out().contains("2 candidates, 1 rejected, 1 unresolved; 2 of them graded before"));
    assertTrue(again.out().contains("(too-noisy)"), again.out());
    assertFalse(again.out().contains("null"), again.out());
    assertFalse(again.err().contains("verifying"), again.err());
    Run unresolved = run(arguments(out, List.of(five.get(2)), "--resume"));
    assertEquals(3, unresolved.exitCode(), unresolved.out() + unresolved.err());
  }

  private Path zeros(String name) throws IOException {
    return Submissions.mutant(
        directory,
        name,
        "NaiveTrainer.java",
        "parameters.copyTo(destination);",
        "java.util.Arrays.fill(destination, 0);");
  }

  private static void assertACopyOfNaiveGradesLikeNaive(Path file) throws IOException {
    JsonNode result = JSON.readTree(Files.readString(file));
    assertEquals("unresolved", result.at("/verdict").asString());
    assertEquals(1, result.at("/reasons").size(), "it is not rejected");
    assertEquals("submission", result.at("/candidate/kind").asString());
    assertEquals(64, result.at("/candidate/sourceDigest").asString().length());
    // Speeds belong in benchmarks: here only that the number is one of a trainer like naive.
    double speedup = result.at("/speedup/point").asDouble();
    assertTrue(speedup > 0.2 && speedup < 5, "speedup " + speedup);
  }

  private static void assertSummary(Path out) throws IOException {
    JsonNode summary = JSON.readTree(Files.readString(out.resolve("summary.json")));
    assertEquals(1, summary.at("/counts/unresolved").asInt());
    assertEquals(3, summary.at("/counts/rejected").asInt());
    assertEquals(1, summary.at("/counts/refused").asInt());
    List<String> found = new ArrayList<>();
    for (JsonNode line : summary.at("/candidates")) {
      String verdict = line.at("/verdict").asString();
      found.add(verdict + line.at("/codes").valueStream().map(JsonNode::asString).toList());
      if (!verdict.equals("refused")) {
        Path place = out.resolve(line.at("/directory").asString()).normalize();
        assertEquals(out, place.getParent());
        assertTrue(Files.exists(place.resolve("result.json")), place.toString());
        assertTrue(Files.exists(place.resolve("jmh.json")), place.toString());
      }
    }
    assertEquals(
        List.of(
            "refused[does-not-compile]",
            "rejected[parameters-off]",
            "unresolved[too-noisy]",
            "rejected[timed-out]",
            "rejected[parameters-off]"),
        found.stream().map(line -> line.replaceAll("\\[.*-off\\]", "[parameters-off]")).toList());
    assertEquals(ODD, summary.at("/candidates/4/candidate").asString());
  }

  private static void killAfterTheFirstResult(List<String> arguments, Path out) throws Exception {
    Process process = Started.fourfold(arguments, ProcessBuilder.Redirect.DISCARD);
    List<ProcessHandle> all = new ArrayList<>();
    while (process.isAlive() && !Files.exists(out.resolve("cheat/result.json"))) {
      Thread.sleep(20);
    }
    assertTrue(process.isAlive(), "it had something to do yet");
    process.descendants().forEach(all::add);
    process.destroyForcibly();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    for (ProcessHandle one : all) {
      one.onExit().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aBatchOfNothingUsableLeavesOnlyItsSummary() throws IOException {
    Path out = directory.resolve("out");
    Run run = Run.of("grade", "nobody", "x".repeat(10_000), "--out", out.toString());
    assertEquals(2, run.exitCode());
    assertTrue(run.out().contains("2 candidates, 2 refused"), run.out());
    assertTrue(run.out().lines().allMatch(line -> line.length() < 1200), run.out());
    assertTrue(Files.exists(out.resolve("summary.json")));
  }

  @Test
  void jobsAreRefusedWithTheReason() {
    Run run = Run.of("grade", "naive", "human", "--jobs", "2");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("would measure each other"), run.err());
  }
}
