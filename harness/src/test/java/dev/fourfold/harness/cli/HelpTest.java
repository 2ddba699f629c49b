package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every command owes to whoever does not know it yet. */
final class HelpTest {
  private static final List<Integer> EXIT_CODES = List.of(0, 1, 2, 3, 70);

  @TempDir private Path directory;

  static Stream<String> commands() {
    return new CommandLine(new Fourfold()).getSubcommands().keySet().stream();
  }

  /** Whether the parser takes it, as far as it goes without files. */
  static void assertParses(String line) {
    new CommandLine(new Fourfold()).parseArgs(words(line).toArray(String[]::new));
  }

  /** The arguments of a line, as a shell would hand them over: what is in quotes is one. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher found =
        Pattern.compile("\"([^\"]*)\"|(\\S+)")
            // Where its output goes is the shell's business.
            .matcher(line.strip().replaceFirst("^(\\./)?fourfold ", "").replaceFirst(" > .*", ""));
    while (found.find()) {
      words.add(found.group(1) != null ? found.group(1) : found.group(2));
    }
    return words;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpHasExamplesThatParseAndTheExitCodes(String name) {
    Run run = Run.of(name, "--help");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("Example"), run.out());
    for (int code : EXIT_CODES) {
      assertTrue(run.out().matches("(?s).*\\n  " + code + " +\\w.*"), "exit code " + code);
    }
    int examples = 0;
    for (String line : run.out().lines().toList()) {
      assertTrue(line.length() <= 80, line);
      if (line.startsWith("  fourfold ")) {
        // What explains an example stands two spaces apart from it.
        assertParses(line.strip().replaceFirst(" {2,}.*", ""));
        examples++;
      }
    }
    assertTrue(examples > 0 || name.equals("completion"), run.out());
    assertFalse(run.out().contains("\u001b"), "no colours without a terminal");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandSpeaksJson(String name) {
    CommandLine command = new CommandLine(new Fourfold()).getSubcommands().get(name);
    assertTrue(command.getCommandSpec().optionsMap().containsKey("--json"), name);
  }

  @Test
  void whatIsPrintedIsOneObject() {
    Path page = directory.resolve("man1");
    Path answers = directory.resolve("answers");
    Path init = directory.resolve("mine");
    for (List<String> arguments :
        List.of(
            List.of("list"),
            List.of("completion"),
            List.of("man", "--out", page.toString()),
            List.of("init", init.toString()),
            List.of("doctor", "--quick"),
            List.of("check", "human"),
            List.of(
                "trace", "oracle", "--workload", "tiny", "--steps", "1", "--out", answers + ""))) {
      List<String> all = new ArrayList<>(arguments);
      all.add("--json");
      Run run = Run.of(all.toArray(String[]::new));
      JsonNode json = JsonMapper.shared().readTree(run.out());
      String schema = json.at("/schema").asString();
      assertEquals("fourfold/" + arguments.getFirst() + "/1", schema);
    }
  }

  @Test
  void everyCommandHasAPageWithAllItsOptions() throws Exception {
    Path pages = directory.resolve("man1");
    assertEquals(0, Run.of("man", "--out", pages.toString()).exitCode());
    for (Map.Entry<String, CommandLine> command :
        new CommandLine(new Fourfold()).getSubcommands().entrySet()) {
      String page = Files.readString(pages.resolve("fourfold-" + command.getKey() + ".1"));
      for (OptionSpec option : command.getValue().getCommandSpec().options()) {
        String name = option.longestName().replace("-", "\\-");
        assertTrue(page.contains(name), command.getKey() + " " + name);
      }
      assertFalse(page.contains("${"), page);
      assertFalse(page.contains("%n"), page);
      assertTrue(page.contains(".SH EXIT STATUS"), page);
    }
    assertEquals(2, Run.of("man", "--out", pages.toString()).exitCode());
  }

  @Test
  void theCompletionIsAScriptThatKnowsEveryCommand() throws IOException, InterruptedException {
    Run run = Run.of("completion");
    commands().forEach(name -> assertTrue(run.out().contains(name), name));
    Path script = Files.writeString(directory.resolve("completion"), run.out());
    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertEquals(0, bash.waitFor());
  }

  @Test
  void coloursAreForTerminalsAndForThoseWhoWantThem() {
    assertEquals(Ansi.ON, Colours.of(true, Map.of("TERM", "xterm")));
    assertEquals(Ansi.ON, Colours.of(true, Map.of("TERM", "xterm", "NO_COLOR", "")));
    assertEquals(Ansi.OFF, Colours.of(false, Map.of("TERM", "xterm")));
    assertEquals(Ansi.OFF, Colours.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1")));
    assertEquals(Ansi.OFF, Colours.of(true, Map.of("TERM", "dumb")));
    assertEquals(Ansi.OFF, Colours.of(true, Map.of()));
  }
}
