package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.sandbox.AllowedApi;
import dev.fourfold.harness.submission.Manifest;
import dev.fourfold.harness.verify.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the documents tell people to do works, and what they list is complete. */
final class DocsTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Path SOURCES = Path.of("src/main/java/dev/fourfold/harness");

  /** Where it is said, as words with a dash, why something cannot be graded at all. */
  private static final List<String> MAKERS_OF_REFUSALS =
      List.of("submission", "BadInputException.java", "cli/Failure.java");

  private static final Pattern WORD_WITH_A_DASH = Pattern.compile("\"([a-z]+(?:-[a-z]+)+)\"");

  @TempDir private Path directory;

  private static Set<String> codes() throws IOException {
    Set<String> codes = new TreeSet<>();
    Stream.of(ReasonCode.values()).map(ReasonCode::word).forEach(codes::add);
    for (String maker : MAKERS_OF_REFUSALS) {
      try (Stream<Path> walk = Files.walk(SOURCES.resolve(maker))) {
        for (Path file : walk.filter(Files::isRegularFile).toList()) {
          Matcher words = WORD_WITH_A_DASH.matcher(Files.readString(file));
          while (words.find()) {
            codes.add(words.group(1));
          }
        }
      }
    }
    return codes;
  }

  @Test
  void everyCodeIsListedWithWhatToDoAboutIt() throws IOException {
    String authors = Files.readString(DOCS.resolve("authors.md"));
    Set<String> listed = new TreeSet<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| `([a-z-]+)` \\| .+ \\| .+ \\|$")
            .matcher(between(authors, "## Reasons", "## "));
    while (rows.find()) {
      listed.add(rows.group(1));
    }
    assertTrue(codes().size() > ReasonCode.values().length, codes().toString());
    assertEquals(codes(), listed);
  }

  @Test
  void theRulesAreListedAsTheyAreEnforced() throws IOException {
    String authors = Files.readString(DOCS.resolve("authors.md"));
    AllowedApi.packages().forEach(name -> assertTrue(authors.contains("`" + name + "`"), name));
    Manifest.allowedJvmArgs().forEach(flag -> assertTrue(authors.contains(flag), flag));
  }

  /** The commands in the fenced blocks of a document, without prompt and comment. */
  private static List<String> commands(Path document) throws IOException {
    List<String> commands = new ArrayList<>();
    boolean fenced = false;
    for (String line : Files.readAllLines(document)) {
      if (line.startsWith("```")) {
        fenced = !fenced;
      }
      String command = line.strip().replaceFirst("^\\$ ", "").replaceFirst(" +#.*", "");
      if (fenced && command.startsWith("./fourfold ")) {
        commands.add(command);
      }
    }
    return commands;
  }

  @Test
  void everyCommandInTheDocumentsParses() throws IOException {
    int found = 0;
    for (String name : List.of("authors.md", "graders.md", "faq.md", "glossary.md")) {
      for (String command : commands(DOCS.resolve(name))) {
        HelpTest.assertParses(command);
        found++;
      }
    }
    assertTrue(found >= 12, found + " commands");
  }

  /** The transcript's commands, on the smallest workload; the paths are in a temporary place. */
  @Test
  void aNewAuthorGetsFromNothingToANumberInFiveCommands() throws Exception {
    String authors = Files.readString(DOCS.resolve("authors.md"));
    String transcript = between(authors, "```console\n", "```");
    List<String> commands =
        transcript.lines().filter(line -> line.startsWith("$ ")).map(s -> s.substring(2)).toList();
    assertEquals(5, commands.size(), commands.toString());
    List<String> printed = new ArrayList<>();
    for (String command : commands) {
      if (command.startsWith("git apply")) {
        apply(between(transcript, "<<'END'\n", "END\n"));
      } else {
        printed.add(run(command));
      }
    }
    assertTrue(printed.get(0).contains("README.md has the task"), printed.get(0));
    assertTrue(printed.get(1).contains("my-trainer: verified"), printed.get(1));
    assertTrue(
        printed.get(2).matches("(?s).*my-trainer +(verified|unresolved) +.*×.*"), printed.get(2));
    assertTrue(printed.get(3).contains("products backward"), printed.get(3));
    assertQuick(directory.resolve("out/result.json"));
    for (String line : List.of("README.md has the task", "my-trainer: verified", "products back")) {
      assertTrue(transcript.contains(line), line);
    }
  }

  private void assertQuick(Path file) throws IOException {
    JsonNode result = JsonMapper.shared().readTree(Files.readString(file));
    // On a machine that is busy time may be up after two, and the result says so.
    boolean ended = !result.at("/measurement/endedEarly").isMissingNode();
    assertEquals(ended ? 2 : 3, result.at("/rounds").size());
    Map<String, Integer> turns = new HashMap<>();
    for (JsonNode block : result.at("/rounds/0/blocks")) {
      turns.merge(block.at("/trainer").asString(), 1, Integer::sum);
      assertEquals(1, block.at("/attempt").asInt(), "nothing is repeated");
    }
    // Beside one that seems slow, as on a machine that is busy, the others have more.
    assertEquals(1, Collections.min(turns.values()), "there is no way back: " + turns);
    assertEquals(0, Run.of("verify-result", file.toString()).exitCode());
    JsonNode line = JsonMapper.shared().readTree(Files.readString(directory.resolve("log")));
    assertEquals("grade", line.at("/command").asString());
    assertEquals(result.at("/verdict"), line.at("/verdict"));
    assertEquals(result.at("/speedup"), line.at("/speedup"));
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    assertTrue(from >= start.length(), start);
    return text.substring(from, text.indexOf(end, from));
  }

  private void apply(String patch) throws IOException, InterruptedException {
    Files.writeString(directory.resolve("patch"), patch);
    Process git =
        new ProcessBuilder("git", "apply", "patch")
            .directory(directory.toFile())
            .inheritIO()
            .start();
    assertEquals(0, git.waitFor());
  }

  private String run(String command) {
    List<String> arguments = new ArrayList<>();
    for (String word : HelpTest.words(command)) {
      arguments.add(word.equals("my-trainer") ? directory.resolve(word).toString() : word);
    }
    if (!arguments.getFirst().equals("init")) {
      arguments.addAll(List.of("--workload", "tiny"));
    }
    if (arguments.getFirst().equals("grade")) {
      arguments.addAll(List.of("--out", directory.resolve("out").toString()));
      arguments.addAll(List.of("--log", directory.resolve("log").toString()));
    }
    Run run = Run.of(arguments.toArray(String[]::new));
    // On a machine that is busy three quick rounds may know less than a factor of eleven.
    boolean unresolved = arguments.contains("--quick") && run.out().contains("(too-noisy)");
    assertEquals(unresolved ? 3 : 0, run.exitCode(), run.out() + run.err());
    return run.out();
  }
}
