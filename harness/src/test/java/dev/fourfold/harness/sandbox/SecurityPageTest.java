package dev.fourfold.harness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/security.md promises nothing that no test or attempt holds. */
final class SecurityPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern QUOTED = Pattern.compile("`([A-Za-z.-]+)`");

  private final String page = read(ROOT.resolve("docs/security.md"));

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of the table whose header starts so: the cells of the last column. */
  private List<String> lastColumn(String header) {
    List<String> lines = page.lines().toList();
    int start = lines.indexOf(header) + 2;
    assertTrue(start >= 2, header);
    return lines.stream()
        .skip(start)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1)[2])
        .toList();
  }

  @Test
  void everyPromiseIsHeldByATestOrAnAttemptThatExists() {
    List<String> rows = lastColumn("| promise | held by |");
    assertTrue(rows.size() >= 10, rows::toString);
    for (String row : rows) {
      Matcher names = QUOTED.matcher(row);
      assertTrue(names.find(), row);
      do {
        assertTrue(exists(names.group(1)), names.group(1));
      } while (names.find());
    }
  }

  private static boolean exists(String name) {
    if (!Character.isUpperCase(name.charAt(0))) {
      return Files.isDirectory(ROOT.resolve("exploits/caught").resolve(name))
          || Files.isDirectory(ROOT.resolve("exploits/honest").resolve(name));
    }
    String[] parts = name.split("\\.", -1);
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("core", "harness")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        files.filter(file -> file.endsWith(parts[0] + ".java")).forEach(sources::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sources.size() == 1
        && (parts.length == 1 || read(sources.getFirst()).contains("void " + parts[1] + "("));
  }

  @Test
  void whatTheFilterAloneHoldsIsListed() throws IOException {
    TreeSet<String> alone = new TreeSet<>();
    try (Stream<Path> attempts = Files.list(ROOT.resolve("exploits/caught"))) {
      for (Path attempt : attempts.toList()) {
        if (read(attempt.resolve("expected.properties")).contains("behind.code=verified")) {
          alone.add(attempt.getFileName().toString());
        }
      }
    }
    assertFalse(alone.isEmpty());
    String section = page.substring(page.indexOf("## What the filter alone has to hold"));
    TreeSet<String> listed = new TreeSet<>();
    section
        .lines()
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("- `"))
        .forEach(
            line -> {
              Matcher names = QUOTED.matcher(line.substring(0, line.indexOf(':')));
              while (names.find()) {
                listed.add(names.group(1));
              }
            });
    assertEquals(alone, listed);
  }

  @Test
  void theAllowedPackagesAreListed() {
    String section = page.substring(page.indexOf("## What a submission may name"));
    for (String name : AllowedApi.packages()) {
      assertTrue(section.contains("`" + name + "`"), name);
    }
  }
}
