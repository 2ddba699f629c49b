package dev.fourfold.harness.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.explain.Explanation;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.ResultCheck;
import dev.fourfold.harness.result.ResultFiles;
import dev.fourfold.harness.result.ResultJson;
import dev.fourfold.harness.result.SampleResult;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** The page in a real browser: what it shows, and what it never does. */
final class HtmlReportTest {
  /** Of a chart: the colour of the picture at a value, as the browser drew it. */
  private static final String PIXELS =
      """
      ([selector, points]) => {
        const plot = document.querySelector(selector).plot;
        const style = getComputedStyle(document.documentElement);
        const named = (name) => {
          const ctx = document.createElement("canvas").getContext("2d");
          ctx.fillStyle = style.getPropertyValue("--" + name).trim();
          ctx.fillRect(0, 0, 1, 1);
          return ctx.getImageData(0, 0, 1, 1).data;
        };
        return points.filter(([x, y, name]) => {
          const left = Math.round(plot.valToPos(x, "x", true));
          const top = Math.round(plot.valToPos(y, "y", true));
          const wanted = named(name);
          const seen = plot.ctx.getImageData(left - 2, top - 2, 5, 5).data;
          for (let at = 0; at < seen.length; at += 4) {
            if ([0, 1, 2].every((c) => Math.abs(seen[at + c] - wanted[c]) < 24) && seen[at + 3] > 200) {
              return false;
            }
          }
          return true;
        }).map((point) => selector + " has no mark at " + point);
      }
      """;

  @TempDir static Path directory;
  private static Browser browser;
  private static Path page;
  private static final List<GradingResult> RESULTS = new ArrayList<>();

  @BeforeAll
  static void report() throws IOException {
    RESULTS.add(SampleResult.of("frontier", 75, Workload.SMALL, 1));
    RESULTS.add(SampleResult.of("שלום 12", 30, Workload.SMALL, 2));
    RESULTS.add(SampleResult.of("human", 4, Workload.SMALL, 3));
    RESULTS.add(SampleResult.of("</script><script>alert(1)</script>", 2, Workload.SMALL, 4));
    RESULTS.add(SampleResult.rejected());
    page = directory.resolve("report.html");
    ResultFiles files = written(RESULTS, "some");
    Files.writeString(
        files.results().getFirst().file().resolveSibling("explain.json"),
        JsonMapper.shared().writeValueAsString(explanation()));
    List<Path> none = new ArrayList<>();
    Files.writeString(page, HtmlReport.render(files, Explanations.takeFrom(none), true));
    browser = new Browser();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  private static Explanation explanation() {
    return new Explanation(
        Explanation.SCHEMA,
        "frontier",
        "small",
        2,
        Explanation.CLOCK,
        100,
        0.02,
        428,
        2.9e9,
        0.3,
        List.of(
            new Explanation.PhaseShare(
                "products", 0.012, 0.6, Optional.of(2.9e9), Optional.of(0.5)),
            new Explanation.PhaseShare(
                "attention", 0.008, 0.4, Optional.empty(), Optional.empty())),
        List.of());
  }

  private static ResultFiles written(List<GradingResult> results, String name) throws IOException {
    List<ResultFiles.Found> found = new ArrayList<>();
    for (GradingResult result : results) {
      Path place =
          Files.createDirectories(directory.resolve(name).resolve(Integer.toString(found.size())));
      Path file = Files.writeString(place.resolve("result.json"), ResultJson.write(result));
      found.add(new ResultFiles.Found(file, result));
    }
    return new ResultFiles(found, List.of());
  }

  private static List<Object> point(double x, double y, String colour) {
    return List.of(x, y, colour);
  }

  private static void marked(Page open, String selector, List<List<Object>> points) {
    assertFalse(points.isEmpty());
    assertEquals(List.of(), open.evaluate(PIXELS, List.of(selector, points)));
  }

  @Test
  void everyChartHasMarksWhereTheDataSay() {
    Page open = browser.open(page, 1440, ColorScheme.LIGHT);
    List<List<Object>> speedups = new ArrayList<>();
    List<List<Object>> rounds = new ArrayList<>();
    List<Object> drawn = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      GradingResult one = RESULTS.get(i);
      double estimate = one.speedup().orElseThrow().point();
      speedups.add(point(i, estimate, "mark"));
      drawn.add(new BigDecimal(estimate, new MathContext(6)).doubleValue());
      for (int k = 0; k < one.rounds().size(); k++) {
        double ratio =
            one.rounds().get(k).medianSeconds("baseline")
                / one.rounds().get(k).medianSeconds("candidate");
        double spread = ((double) k / (one.rounds().size() - 1) - 0.5) * 0.6;
        rounds.add(point(i + spread, 100 * (ratio / estimate - 1), "mark"));
      }
    }
    assertEquals(drawn, open.evaluate("document.querySelector('.speedups').plot.data[1]"));
    speedups.add(point(-0.5, 1, "baseline"));
    speedups.add(point(-0.5, RESULTS.get(0).limit().orElseThrow().limitSpeedup(), "limit"));
    marked(open, "#group-0 .speedups", speedups);
    marked(open, "#group-0 .rounds", rounds);
    // What explain said: 60 %, 40 % and the hardware's 30 % between them.
    marked(open, "#group-0 .phases", List.of(point(0, 30, "ink")));
    Object shares = open.evaluate("document.querySelector('.phases').plot.data.slice(1)");
    assertEquals("[[100], [60]]", shares.toString());
    marked(open, "#group-0 .losses", List.of(point(1, 5.5625, "mark"), point(4, 5.0, "mark")));
    double off = 100 * 1e-8 * "candidate".length();
    marked(open, "#group-0 .deviations", List.of(point(1, off / 2e-6, "mark")));
    assertEquals(List.of(), browser.complaints);
  }

  @ParameterizedTest
  @CsvSource({"360,LIGHT", "360,DARK", "1440,LIGHT", "1440,DARK"})
  void nobodyIsShutOut(int width, ColorScheme scheme) throws IOException {
    Page open = browser.open(page, width, scheme);
    open.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target/screenshots/report-%d-%s.png".formatted(width, scheme))));
    assertEquals(width, open.evaluate("document.documentElement.scrollWidth"));
    try (InputStream axe = HtmlReportTest.class.getResourceAsStream("/axe.min.js")) {
      open.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    Object faults =
        open.evaluate(
            """
            () => axe.run().then((found) => found.violations
              .map((one) => one.impact + " " + one.id + ": " + one.nodes[0].html))
            """);
    assertEquals(List.of(), faults);
    assertEquals(List.of(), browser.complaints);
  }

  @Test
  void theKeyboardReachesEverything() {
    int rounds = RESULTS.stream().mapToInt(result -> result.rounds().size()).sum();
    Page open = browser.open(page, 1440, ColorScheme.LIGHT);
    open.locator(".speedups .chart").focus();
    open.keyboard().press("ArrowRight");
    open.keyboard().press("ArrowRight");
    assertTrue(open.locator(".speedups .readout").textContent().startsWith("שלום 12: 30"));
    open.locator(".round-table summary").focus();
    open.keyboard().press("Enter");
    // A browser tells that something is open a little after it is.
    open.locator(".round-table tbody tr").first().waitFor();
    assertEquals(rounds, open.locator(".round-table tbody tr").count());
    open.locator("#theme").focus();
    open.keyboard().press("Enter");
    assertEquals("dark", open.locator("html").getAttribute("data-theme"));
    assertEquals(rounds, open.locator(".round-table tbody tr").count());
    open.locator("select").selectOption("4");
    assertTrue(open.locator(".checks").textContent().contains("the loss of step 1 is not finite"));
    assertTrue(open.locator(".no-losses").isVisible());
    assertEquals(List.of(), browser.complaints);
  }

  @Test
  void whatIsDownloadedIsTheRecord() throws IOException {
    Page open = browser.open(page, 1440, ColorScheme.LIGHT);
    open.locator("select").selectOption("1");
    Download record = open.waitForDownload(() -> open.locator(".raw").click());
    assertEquals(List.of(), ResultCheck.of(record.path()).disagreements());
    assertEquals(ResultJson.write(RESULTS.get(1)), Files.readString(record.path()));
    Download csv = open.waitForDownload(() -> open.locator("#save-csv").click());
    assertEquals(
        ComparisonFormat.CSV.render(Comparison.of(RESULTS, true)), Files.readString(csv.path()));
    assertEquals(List.of(), browser.complaints);
  }

  @Test
  void aThousandResultsAreAPageToo() throws IOException {
    List<GradingResult> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(SampleResult.of("candidate " + i, 1 + 0.1 * i, Workload.SMALL, i));
    }
    List<Path> none = new ArrayList<>();
    String html = HtmlReport.render(written(many, "many"), Explanations.takeFrom(none), false);
    assertTrue(html.length() < 5_000_000, html.length() + " characters");
    Path file = Files.writeString(Path.of("target/many.html").toAbsolutePath(), html);
    Page open = browser.open(file, 1440, ColorScheme.LIGHT);
    Locator rows = open.locator("#group-0 > .scroll tbody tr");
    assertEquals(1000, rows.count());
    marked(
        open,
        "#group-0 .speedups",
        List.of(
            point(0, many.get(999).speedup().orElseThrow().point(), "mark"),
            point(999, many.get(0).speedup().orElseThrow().point(), "mark")));
    assertEquals(List.of(), browser.complaints);
  }

  @Test
  void hostileNamesStayText() {
    String html =
        HtmlReport.render(
            new ResultFiles(filesOf(page), List.of()),
            Explanations.takeFrom(new ArrayList<>()),
            false);
    assertFalse(html.contains("<script>alert"));
    assertEquals(3, html.split("<script", -1).length - 1);
  }

  private static List<ResultFiles.Found> filesOf(Path any) {
    List<ResultFiles.Found> found = new ArrayList<>();
    RESULTS.forEach(result -> found.add(new ResultFiles.Found(any, result)));
    return found;
  }
}
