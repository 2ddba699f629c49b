package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A session of an author's work: checking on save, and the log of it. */
final class SessionTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir private Path directory;

  /** The next line of standard output that contains one of the words of a verdict. */
  private static String verdict(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.matches(".*(verified|rejected|does not compile).*")) {
      line = out.readLine();
    }
    return String.valueOf(line);
  }

  @Test
  void everySaveIsCheckedAndCtrlCEndsAll() throws Exception {
    Path submission = Submissions.naive(directory, "mine");
    Path log = directory.resolve("session.jsonl");
    Path source = submission.resolve("src/author/AdamW.java");
    String right = Files.readString(source);
    Process process =
        Started.fourfold(
            List.of("check", submission.toString(), "--watch", "--log", log.toString()),
            ProcessBuilder.Redirect.PIPE);
    try (BufferedReader out = process.inputReader()) {
      assertTrue(verdict(out).contains("mine: verified"));
      Files.writeString(source, right.replace("steps++;", "steps += 2;"));
      assertTrue(verdict(out).contains("mine: rejected"));
      Files.writeString(source, right.replace("steps++;", "steps++"));
      assertTrue(verdict(out).contains("does not compile"));
      Files.writeString(source, right);
      assertTrue(verdict(out).contains("mine: verified"));
      List<ProcessHandle> left = process.descendants().toList();
      Started.signal(process, "INT");
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      for (ProcessHandle one : left) {
        one.onExit().get(20, TimeUnit.SECONDS);
      }
    } finally {
      process.destroyForcibly();
    }
    List<String> verdicts = new ArrayList<>();
    List<String> digests = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      JsonNode entry = JSON.readTree(line);
      verdicts.add(entry.at("/verdict").asString());
      digests.add(entry.at("/sourceDigest").asString());
    }
    assertEquals(List.of("verified", "rejected", "refused", "verified"), verdicts);
    assertEquals(3, digests.stream().distinct().count());
    assertEquals(digests.getFirst(), digests.getLast());
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    for (List<String> arguments :
        List.of(
            List.of("grade", "human", "--quick", "--rounds", "5"),
            List.of("grade", "human", "naive", "--quick"),
            List.of("grade", "human", "--resume"),
            List.of("check", "human", "--watch"),
            List.of("check", ".", "--watch", "--json"))) {
      Run run = Run.of(arguments.toArray(String[]::new));
      assertEquals(2, run.exitCode(), arguments + run.err());
    }
  }

  @Test
  void aLogThatCannotBeWrittenIsSaidBeforeTheWorkBegins() {
    for (String place : List.of(directory.toString(), directory.resolve("no/log").toString())) {
      for (String command : List.of("check", "grade")) {
        Run run = Run.of(command, "naive", "--log", place);
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("cannot write the log"), run.err());
        assertFalse(run.err().contains("verifying"), run.err());
      }
    }
  }

  /** Appends, as several Fourfolds at the same time would. */
  public static final class Appender {
    private Appender() {}

    /** The arguments are the file and the number of lines. */
    public static void main(String[] arguments) {
      LogOption log = log(arguments[0]);
      for (int line = 0; line < Integer.parseInt(arguments[1]); line++) {
        log.refused(
            "check", "\u001b[31m\u202e<script>\"\n" + "x".repeat(10_000), "c", Instant.now());
      }
    }
  }

  private static LogOption log(String file) {
    LogOption log = new LogOption();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("log", spec(log)))
        .parseArgs("--log", file);
    return log;
  }

  private static CommandLine.Model.CommandSpec spec(LogOption log) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(log);
  }

  @Test
  void linesOfSeveralProcessesDoNotMix() throws Exception {
    Path log = directory.resolve("session.jsonl");
    Files.writeString(log, "{\"half\":");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          Started.start(
              Appender.class,
              List.of(log.toString(), "50"),
              ProcessBuilder.Redirect.DISCARD,
              ProcessBuilder.Redirect.DISCARD));
    }
    for (Process process : processes) {
      assertEquals(0, process.waitFor());
    }
    List<String> lines = Files.readAllLines(log);
    assertEquals(151, lines.size());
    for (String line : lines.subList(1, 151)) {
      assertEquals("refused", JSON.readTree(line).at("/verdict").asString());
      assertTrue(line.chars().allMatch(c -> c >= ' ' && c <= '~'), "plain ASCII");
    }
  }

  @Test
  void failuresAreOneObjectToo() {
    for (List<String> arguments :
        List.of(
            List.of("check", "nobody", "--json"),
            List.of("check", "--json", "--no-such-option"),
            List.of("grade", "naive", "--json", "--rounds", "0"))) {
      Run run = Run.of(arguments.toArray(String[]::new));
      assertEquals(2, run.exitCode());
      JsonNode json = JSON.readTree(run.out());
      assertEquals("fourfold/failure/1", json.at("/schema").asString());
      assertEquals(2, json.at("/exitCode").asInt());
      assertTrue(json.at("/reasons/0/code").asString().startsWith("bad-"));
    }
    assertEquals("bad-input", new BadInputException("").code());
  }
}
