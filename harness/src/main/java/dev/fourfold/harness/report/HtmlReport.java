package dev.fourfold.harness.report;

import dev.fourfold.harness.explain.Explanation;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.ResultFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results as one page that needs nothing but itself: scripts and styles are in it, and its policy
 * allows no other ones and no connection.
 */
public final class HtmlReport {
  /** What the whole records may take of a page, compressed; with more of them they stay out. */
  static final int MOST_RAW = 2_500_000;

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final ResultFiles files;
  private final Comparison comparison;
  private final IdentityHashMap<GradingResult, Explanation> explanations = new IdentityHashMap<>();
  private final IdentityHashMap<GradingResult, String> raw = new IdentityHashMap<>();
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(ResultFiles files, Explanations explanations, boolean published) {
    this.files = files;
    this.comparison = Comparison.of(files.records(), published);
    for (ResultFiles.Found found : files.results()) {
      explanations.of(found).ifPresent(one -> this.explanations.put(found.result(), one));
    }
    compress();
  }

  /** The page. */
  public static String render(ResultFiles files, Explanations explanations, boolean published) {
    return new HtmlReport(files, explanations, published).write();
  }

  private void compress() {
    long bytes = 0;
    for (ResultFiles.Found found : files.results()) {
      String compressed = compressed(found.file());
      bytes += compressed.length();
      if (bytes > MOST_RAW) {
        raw.clear();
        return;
      }
      raw.put(found.result(), compressed);
    }
  }

  private static String compressed(Path file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private String write() {
    String style = resource(UPLOT + "dist/uPlot.min.css") + "\n" + own("report.css");
    String library =
        "/*\n" + resource(UPLOT + "LICENSE") + "*/\n" + resource(UPLOT + "dist/uPlot.iife.min.js");
    String script = own("report.js");
    head(style, List.of(library, script));
    for (int i = 0; i < comparison.groups().size(); i++) {
      group(i, comparison.groups().get(i));
    }
    published();
    downloads();
    page.append("</main>\n");
    footer();
    page.append("<script type=\"application/json\" id=\"data\">");
    page.append(Escapes.jsonInHtml(MAPPER.writeValueAsString(data())));
    page.append("</script>\n<script>").append(library).append("</script>\n<script>");
    page.append(script).append("</script>\n</body>\n</html>\n");
    return page.toString();
  }

  private ReportData data() {
    return new ReportData(
        comparison.groups().stream()
            .map(
                group ->
                    ReportData.group(
                        group,
                        result -> Optional.ofNullable(explanations.get(result)),
                        result -> Optional.ofNullable(raw.get(result))))
            .toList(),
        ComparisonFormat.CSV.render(comparison));
  }

  private void head(String style, List<String> scripts) {
    List<String> hashes = new ArrayList<>();
    scripts.forEach(script -> hashes.add("'" + hash(script) + "'"));
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src %s;"
                .formatted(String.join(" ", hashes))
            + " style-src '%s'; base-uri 'none'; form-action 'none'\">\n".formatted(hash(style)));
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    page.append("<title>Fourfold: %s</title>\n".formatted(Escapes.html(title())));
    page.append("<style>").append(style).append("</style>\n</head>\n<body>\n");
    page.append("<a class=\"skip\" href=\"#main\">To the results</a>\n<header>\n");
    page.append("<div class=\"bar\"><span>Fourfold report</span>");
    page.append("<button id=\"theme\" type=\"button\">Dark colours</button></div>\n");
    page.append("<h1>%s</h1>\n".formatted(Headline.html(comparison)));
    page.append(
        "<p class=\"quiet\">How many times faster is the training of a small language model on a"
            + " CPU than the textbook code, with an interval? Timed from outside, side by side"
            + " with the baseline and the human reference; what was timed was verified.</p>\n");
    page.append("<noscript><p>The charts need scripts, the tables do not.</p></noscript>\n");
    page.append("</header>\n<main id=\"main\">\n");
  }

  private String title() {
    int count = files.results().size();
    return count == 1 ? files.results().getFirst().result().candidate().name() : count + " results";
  }

  private void group(int number, Comparison.Group group) {
    page.append("<section id=\"group-%d\">\n".formatted(number));
    page.append(
        "<h2>Workload <bdi>%s</bdi> on <bdi>%s</bdi></h2>\n"
            .formatted(Escapes.html(group.workload()), Escapes.html(group.machine())));
    group
        .notes()
        .forEach(
            note -> page.append("<p class=\"unresolved\">%s</p>\n".formatted(Escapes.html(note))));
    figure(
        "Speedup over the baseline",
        "speedups",
        "On a logarithmic axis, with 95 % intervals. Filled marks are verified; hollow ones are"
            + " unresolved: the machine was too noisy to say.");
    table(group);
    figure(
        "Rounds",
        "rounds",
        "Each point is one round of fresh workers, against its candidate's estimate; the band is"
            + " the interval. Points far apart are noise.");
    details("round-table", "The rounds as a table");
    if (group.rows().stream().anyMatch(row -> explanations.containsKey(row.result()))) {
      figure(
          "Where a step's time goes",
          "phases",
          "Shares of each candidate's own step, as explain found them. The line is the share that"
              + " the hardware would need for the step's matrix products at its peak.");
      page.append("<ul class=\"legend phase-legend\"></ul>\n");
      details("phase-table", "The phases as a table");
    }
    one(group);
    machine(group);
    page.append("</section>\n");
  }

  private void figure(String title, String kind, String caption) {
    page.append("<h3>%s</h3>\n<figure><div class=\"%s\"></div>".formatted(title, kind));
    page.append("<figcaption>%s</figcaption></figure>\n".formatted(caption));
  }

  private void details(String kind, String summary) {
    page.append("<details class=\"%s\"><summary>%s</summary></details>\n".formatted(kind, summary));
  }

  private void table(Comparison.Group group) {
    page.append(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Ranking\"><table>\n"
            + "<caption>Ranking. Results whose intervals overlap have a place in common.</caption>"
            + "<thead><tr>");
    int columns = ComparisonTable.HEADINGS.size() - 1;
    for (int column = 0; column < columns; column++) {
      page.append(
          "<th scope=\"col\"%s>%s</th>"
              .formatted(
                  ComparisonTable.isWords(column) ? "" : " class=\"number\"",
                  ComparisonTable.HEADINGS.get(column)));
    }
    page.append("</tr></thead>\n<tbody>\n");
    for (Comparison.Row row : group.rows()) {
      List<String> cells = ComparisonTable.cells(group, row, Escapes::html);
      page.append("<tr>");
      for (int column = 0; column < columns; column++) {
        page.append(cell(row, column, cells.get(column)));
      }
      page.append("</tr>\n");
    }
    page.append("</tbody></table></div>\n");
  }

  private static String cell(Comparison.Row row, int column, String text) {
    return switch (ComparisonTable.HEADINGS.get(column)) {
      case "name" -> "<th scope=\"row\"><bdi>%s</bdi></th>".formatted(text);
      case "verdict" -> "<td class=\"%s\">%s</td>".formatted(row.verdict().word(), text);
      default ->
          ComparisonTable.isWords(column)
              ? "<td>%s</td>".formatted(text)
              : "<td class=\"number\">%s</td>".formatted(text);
    };
  }

  /** What is shown of one candidate at a time. */
  private void one(Comparison.Group group) {
    page.append("<h3>One candidate: <bdi class=\"chosen\"></bdi></h3>\n");
    page.append("<p class=\"choose\"><label>Show <select>");
    for (int i = 0; i < group.rows().size(); i++) {
      page.append(
          "<option value=\"%d\">%s</option>"
              .formatted(i, Escapes.html(group.rows().get(i).name())));
    }
    page.append("</select></label> <button type=\"button\" class=\"raw\">");
    page.append("Download its whole record</button></p>\n");
    page.append("<div class=\"loss-figures\"><div class=\"pair\">\n");
    page.append("<figure><div class=\"losses\"></div><figcaption>Losses of its first timed");
    page.append(" episode, on top of what the trusted trainer got on the same one.</figcaption>");
    page.append(
        "</figure>\n<figure><div class=\"deviations\"></div><figcaption>How far its losses");
    page.append(" (solid) and the baseline's (dashed, of its own first episode) are off the");
    page.append(" trusted trainer's. The band is the tolerance.</figcaption></figure></div>\n");
    details("loss-table", "The losses as a table");
    page.append("</div>\n<p class=\"no-losses\">Its record holds no losses.</p>\n");
    page.append("<h3>Verification of <bdi class=\"chosen\"></bdi></h3>\n");
    page.append("<div class=\"checks\"></div>\n");
  }

  private void machine(Comparison.Group group) {
    GradingResult first = group.rows().getFirst().result();
    Machine machine = first.environment().machine();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", machine.cpu());
    facts.put(
        "cores",
        "%d granted of %d logical, %d physical"
            .formatted(
                first.environment().threads(), machine.logicalCores(), machine.physicalCores()));
    facts.put("caches", String.join(", ", machine.caches()));
    facts.put("memory", ComparisonTable.number("%.1f GiB", machine.memoryBytes() / 0x1p30));
    facts.put("system", machine.operatingSystem() + ", kernel " + machine.kernel());
    facts.put("JVM", machine.jvm());
    facts.put("worker flags", String.join(" ", machine.workerFlags()));
    facts.put("sandbox", machine.sandbox());
    facts.put(
        "peak",
        first
            .limit()
            .map(limit -> ComparisonTable.number("%.0f GFLOP/s", limit.peakGflops()))
            .orElse(ComparisonTable.ABSENT));
    facts.put("Fourfold", first.environment().fourfold() + ", JMH " + first.environment().jmh());
    page.append("<h3>The machine</h3>\n<dl class=\"machine\">");
    facts.forEach(
        (name, value) ->
            page.append(
                "<dt>%s</dt><dd><bdi>%s</bdi></dd>".formatted(name, Escapes.htmlSentence(value))));
    page.append("</dl>\n");
  }

  private void published() {
    if (comparison.published().isEmpty()) {
      return;
    }
    page.append(
        "<section><h2>Published elsewhere</h2>\n<p class=\"unresolved\">These figures were ");
    page.append(Comparison.NOT_COMPARABLE).append(".</p>\n<table><thead><tr>");
    page.append("<th scope=\"col\">who</th><th scope=\"col\" class=\"number\">speedup there</th>");
    page.append("</tr></thead><tbody>");
    for (Comparison.Published one : comparison.published()) {
      page.append(
          "<tr><th scope=\"row\">%s</th><td class=\"number\">%s</td></tr>"
              .formatted(one.name(), ComparisonTable.number("%.1f×", one.speedup())));
    }
    page.append("</tbody></table></section>\n");
  }

  private void downloads() {
    page.append("<section><h2>The data</h2>\n<p>");
    page.append(
        raw.isEmpty()
            ? "The whole records are too large to be in this page; every round is."
            : "Each candidate's whole record, with every sample, is behind its own button above.");
    page.append("</p>\n<div class=\"buttons\">");
    page.append("<button type=\"button\" id=\"save-csv\">Download the table (CSV)</button>");
    page.append("<button type=\"button\" id=\"save-json\">Download what is drawn (JSON)</button>");
    page.append("</div></section>\n");
  }

  private void footer() {
    page.append(
        "<footer><p>The factor depends on how much room the naive code leaves: it compares");
    page.append(" trainers with each other, on one machine and one workload. Headroom is");
    page.append(" log(speedup) / log(speedup at the hardware's limit): 0 is the baseline, 1 the");
    page.append(" hardware. Every number here was computed again from its samples when the page");
    page.append(" was made.</p></footer>\n");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String own(String name) {
    return resource("/dev/fourfold/harness/report/" + name);
  }

  /** A browser reads any line end as a line feed, before it computes a hash. */
  private static String resource(String name) {
    try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the build did not include " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
