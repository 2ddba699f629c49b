package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.sandbox.AllowedApi;
import dev.fourfold.harness.submission.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** A new submission is one that passes, and is nobody else's. */
final class InitCommandTest {
  private static final String ODD = "<script>\"'\\${x} \u05d0\u05d1 & \ud83d\ude80";

  @TempDir private Path directory;

  @Test
  void whatItWritesPassesCheckWhateverItsName() throws Exception {
    Path target = directory.resolve("mine");
    Run init = Run.of("init", target.toString(), "--name", ODD, "--author", "A=b: #\u05d0");
    assertEquals(0, init.exitCode(), init.err());
    Run check = Run.of("check", target.toString());
    assertEquals(0, check.exitCode(), check.out() + check.err());
    assertTrue(check.out().startsWith(ODD + ": verified"), check.out());

    Properties manifest = new Properties();
    try (var reader = Files.newBufferedReader(target.resolve("submission.properties"))) {
      manifest.load(reader);
    }
    assertEquals("A=b: #\u05d0", manifest.getProperty("author"));
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(target.resolve("pom.xml").toFile());
    assertTrue(
        pom.getElementsByTagName("fourfold.core").item(0).getTextContent().endsWith("core.jar"));
  }

  @Test
  void itHoldsTheNaiveTrainerAndNoOther() throws IOException {
    Path target = directory.resolve("mine");
    Run.of("init", target.toString(), "--package", "some.where");
    List<String> sources;
    try (Stream<Path> walk = Files.walk(target.resolve("src"))) {
      sources = walk.filter(Files::isRegularFile).map(Path::toString).toList();
    }
    assertTrue(sources.size() >= 12, sources.toString());
    for (String source : sources) {
      String text = Files.readString(Path.of(source));
      assertTrue(text.startsWith("package some.where;"), source);
      for (String word : List.of("baselines", "HumanTrainer", "FrontierTrainer")) {
        assertFalse(text.contains(word), source + ": " + word);
      }
    }
  }

  @Test
  void theReadmeHasTheRulesAsTheyAreEnforced() throws IOException {
    Path target = directory.resolve("mine");
    Run.of("init", target.toString());
    String readme = Files.readString(target.resolve("README.md"));
    AllowedApi.packages().forEach(name -> assertTrue(readme.contains("- `" + name + "`"), name));
    AllowedApi.denied().keySet().forEach(name -> assertTrue(readme.contains("`" + name), name));
    Manifest.allowedJvmArgs().forEach(flag -> assertTrue(readme.contains(flag), flag));
    assertFalse(readme.contains("${"), readme);
  }

  @Test
  void aDirectoryThatIsNotEmptyIsLeftAlone() throws IOException {
    Files.writeString(directory.resolve("mine.txt"), "mine");
    Run run = Run.of("init", directory.toString());
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("is not empty"), run.err());
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(1, left.count());
    }
    Run file = Run.of("init", directory.resolve("mine.txt").toString());
    assertEquals(2, file.exitCode());
    assertTrue(file.err().contains("is no directory"), file.err());
  }

  @Test
  void anEmptyDirectoryIsFilled() throws IOException {
    Path target = Files.createDirectory(directory.resolve("mine"));
    assertEquals(0, Run.of("init", target.toString()).exitCode());
    assertTrue(Files.exists(target.resolve("submission.properties")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.fourfold.core.training", "java.lang", "1st", "a-b", "class", ""})
  void aPackageThatCannotBeTheirsIsRefused(String name) {
    Path target = directory.resolve("mine");
    Run run = Run.of("init", target.toString(), "--package", name);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("is no package of your own"), run.err());
    assertFalse(Files.exists(target));
  }

  @Test
  void aNameThatCouldBreakATerminalIsRefusedWithoutBreakingIt() {
    for (String name : List.of("\u001b[31mred", "a\u202eb", "x".repeat(10_000), " ", "a\nb")) {
      Path target = directory.resolve("mine");
      Run run = Run.of("init", target.toString(), "--name", name);
      assertEquals(2, run.exitCode(), name);
      assertFalse(run.err().contains("\u001b"), run.err());
      assertTrue(run.err().length() < 1000, run.err());
      assertFalse(Files.exists(target), name);
    }
  }
}
