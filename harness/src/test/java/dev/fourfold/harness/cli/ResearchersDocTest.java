package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.result.ResultJson;
import dev.fourfold.harness.result.ResultSchemaTest;
import dev.fourfold.harness.result.SampleResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Every example of {@code docs/researchers.md} is run, and prints what stands there. */
final class ResearchersDocTest {
  private static final Path DOC = Path.of("../docs/researchers.md");
  private static final Pattern CONSOLE =
      Pattern.compile("```console\n\\$ \\./fourfold ([^\n]*)\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @BeforeEach
  void results() throws IOException {
    Path results = directory.resolve("results");
    CompareCommandTest.put(
        results.resolve("ada"), SampleResult.of("ada-blocked", 31, Workload.SMALL, 1));
    CompareCommandTest.put(
        results.resolve("bob"), SampleResult.of("bob", 31.05, Workload.SMALL, 2));
    CompareCommandTest.put(results.resolve("cleo"), SampleResult.of("cleo", 4, Workload.SMALL, 3));
    CompareCommandTest.put(results.resolve("wrong"), SampleResult.rejected("wrong"));
    CompareCommandTest.put(
        directory.resolve("medium"), SampleResult.of("ada-blocked", 12, Workload.MEDIUM, 4));
  }

  private String run(String words) {
    List<String> arguments = new ArrayList<>();
    for (String word : words.split(" ", -1)) {
      boolean path = word.matches("(results|medium|report).*") && !word.equals("report");
      arguments.add(path ? directory.resolve(word).toString() : word);
    }
    Run run = Run.of(arguments.toArray(String[]::new));
    assertEquals(run.err().startsWith("fourfold: ") ? 2 : 0, run.exitCode(), words);
    return (run.out() + run.err()).replace(directory + "/", "").replace("\r\n", "\n");
  }

  /** The page with the output of today is left in target/golden. */
  @Test
  void everyExamplePrintsWhatStandsThere() throws IOException {
    String page = Files.readString(DOC);
    Matcher example = CONSOLE.matcher(page);
    StringBuilder today = new StringBuilder();
    int count = 0;
    while (example.find()) {
      String words = example.group(1);
      example.appendReplacement(
          today,
          Matcher.quoteReplacement(
              "```console\n$ ./fourfold " + words + "\n" + run(words) + "```"));
      count++;
    }
    example.appendTail(today);
    Files.createDirectories(Path.of("target/golden"));
    Files.writeString(Path.of("target/golden/researchers.md"), today);
    assertTrue(count >= 5, count + " examples");
    assertEquals(today.toString(), page);
  }

  @Test
  void theRecordIsOneAndOfTheSchema() throws IOException {
    Matcher json =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOC));
    assertTrue(json.find(), "no record");
    assertEquals(List.of(), ResultSchemaTest.validate(json.group(1)));
    String today = ResultJson.write(SampleResult.rejected("wrong"));
    Files.createDirectories(Path.of("target/golden"));
    Files.writeString(Path.of("target/golden/record.json"), today);
    JsonMapper mapper = JsonMapper.shared();
    assertEquals(mapper.readTree(today), mapper.readTree(json.group(1)));
    assertFalse(json.find(), "a second one, that is not looked at");
  }
}
