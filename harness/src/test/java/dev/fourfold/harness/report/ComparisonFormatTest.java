package dev.fourfold.harness.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.SampleResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code compare} writes, byte by byte. */
final class ComparisonFormatTest {

  /** A chain of overlaps, a rejected one, every hostile name, and a second workload. */
  private static Comparison comparison() {
    List<GradingResult> results = new ArrayList<>();
    results.add(SampleResult.of("first", 75, Workload.SMALL, 1));
    results.add(SampleResult.of("second", 75.2, Workload.SMALL, 2));
    results.add(SampleResult.of("far behind", 3, Workload.SMALL, 3));
    results.add(SampleResult.rejected());
    int seed = 10;
    for (String name : EscapesTest.HOSTILE) {
      results.add(SampleResult.of(name, 1.1 * seed, Workload.TINY, seed++));
    }
    return Comparison.of(results, true);
  }

  /** What is new is left in target/golden, to be looked at and kept. */
  @ParameterizedTest
  @EnumSource
  void everyFormatIsAsKept(ComparisonFormat format) throws IOException {
    String name = "comparison." + format;
    String actual = format.render(comparison());
    Path golden = Files.createDirectories(Path.of("target/golden"));
    Files.writeString(golden.resolve(name), actual);
    try (InputStream kept = ComparisonFormatTest.class.getResourceAsStream(name)) {
      assertNotNull(kept, name);
      assertEquals(new String(kept.readAllBytes(), StandardCharsets.UTF_8), actual, name);
    }
  }

  @Test
  void howManyCountDisturbedRoundsIsSaid() {
    List<GradingResult> results =
        List.of(
            SampleResult.of("quiet", 75, Workload.SMALL, 1),
            SampleResult.disturbed("disturbed", 75, 2),
            SampleResult.rejected());
    String note = "1 of 3 count rounds that stayed disturbed: they are of the machine as it was";
    assertEquals(List.of(note), Comparison.of(results, false).groups().getFirst().notes());
    for (ComparisonFormat format :
        List.of(ComparisonFormat.TEXT, ComparisonFormat.MARKDOWN, ComparisonFormat.LATEX)) {
      assertTrue(format.render(Comparison.of(results, false)).contains(note), "whole: " + format);
    }
  }

  @Test
  void nextToNothingHasNoSign() {
    assertEquals("0.00", ComparisonTable.number("%.2f", -0.004));
    assertEquals("0.0 %", ComparisonTable.number("%.1f %%", -0.01));
    assertEquals("-0.01", ComparisonTable.number("%.2f", -0.006));
    assertEquals("-0.30", ComparisonTable.number("%.2f", -0.3));
  }

  @Test
  void everyCsvLineHasAsManyFieldsAsTheFirst() {
    for (String line : ComparisonFormat.CSV.render(comparison()).split("\r\n", -1)) {
      String bare = line.replaceAll("\"([^\"]|\"\")*\"", "q");
      assertTrue(bare.isEmpty() || bare.split(",", -1).length == 16, line);
    }
  }

  @Test
  void jsonHasWholeNamesInAscii() {
    String json = ComparisonFormat.JSON.render(comparison());
    assertTrue(json.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7F)));
    JsonNode rows = JsonMapper.shared().readTree(json).path("groups").path(1).path("rows");
    List<String> names = new ArrayList<>();
    rows.forEach(row -> names.add(row.path("name").stringValue()));
    assertEquals(EscapesTest.HOSTILE.reversed(), names);
  }
}
