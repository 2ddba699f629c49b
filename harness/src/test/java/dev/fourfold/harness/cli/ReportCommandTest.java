package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.result.SampleResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report} from outside: what it takes, what it refuses, and that it leaves nothing half. */
final class ReportCommandTest {
  private static final String EXPLANATION =
      """
      {"schema": "fourfold/explanation/1", "candidate": "one", "workload": "small", "threads": 2,
       "source": "execution samples", "observations": 9, "secondsPerStep": 0.02,
       "peakGflops": 428, "flopsPerStep": 2.9e9, "fractionOfPeak": 0.3,
       "phases": [{"phase": "a phase of its own", "secondsPerStep": 0.02, "share": 1}],
       "methods": []}
      """;

  @TempDir Path directory;
  private Path results;
  private Path output;

  @BeforeEach
  void aResult() throws IOException {
    results = directory.resolve("results");
    output = directory.resolve("report.html");
    CompareCommandTest.put(results, SampleResult.of("one", 70, Workload.SMALL, 1));
  }

  private Run report(Path... places) {
    Stream<String> words = Stream.of(places).map(Path::toString);
    return Run.of(
        Stream.concat(Stream.of("report", "--output", output.toString()), words)
            .toArray(String[]::new));
  }

  private void refused(String because, Path... places) throws IOException {
    Run run = report(places);
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains(because), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(!Files.exists(output) || Files.readString(output).equals("mine"));
  }

  @Test
  void writesAPageAndNothingElse() throws IOException {
    Run run = report(results);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.out());
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(output, results), left.sorted().toList());
    }
    assertTrue(Files.readString(output).startsWith("<!doctype html>"));
  }

  @Test
  void whatExistsIsLeftAlone() throws IOException {
    Files.writeString(output, "mine");
    refused("exists already", results);
    assertEquals("mine", Files.readString(output));
  }

  @Test
  void anExplanationIsOneOfACandidateThatIsThere() throws IOException {
    Path explanation = Files.writeString(directory.resolve("explained.json"), EXPLANATION);
    refused("only explanations", explanation);
    Files.writeString(explanation, EXPLANATION.replace("explanation/1", "explanation/2"));
    refused("its schema is 'fourfold/explanation/2'", explanation, results);
    Files.writeString(explanation, EXPLANATION.replace("\"share\": 1", "\"share\": -1"));
    refused("no possible explanation", explanation, results);
    Files.writeString(explanation, EXPLANATION.replace("\"phases\"", "\"fazes\""));
    refused("no whole explanation", explanation, results);
    Files.writeString(explanation, EXPLANATION);
    assertEquals(0, report(explanation, results).exitCode());
    assertTrue(Files.readString(output).contains("a phase of its own"));
  }

  @Test
  void anExplanationBesideTheResultIsRead() throws IOException {
    Files.writeString(results.resolve("explain.json"), EXPLANATION);
    assertEquals(0, report(results).exitCode());
    assertTrue(Files.readString(output).contains("a phase of its own"));
  }

  @Test
  void whereThereIsNoDirectoryThereIsNoPage() throws IOException {
    output = directory.resolve("absent/report.html");
    refused("there is no such directory", results);
  }
}
