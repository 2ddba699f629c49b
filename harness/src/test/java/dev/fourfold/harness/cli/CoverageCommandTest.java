package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** The documented command behind the coverage table. */
final class CoverageCommandTest {
  @Test
  void printsAllOfItsTableEvenThroughABuffer() {
    StringWriter printed = new StringWriter();
    PrintWriter err = new PrintWriter(new StringWriter());
    int exitCode =
        Fourfold.run(
            new PrintWriter(new BufferedWriter(printed, 1 << 20)), err, "doctor", "--coverage");
    assertEquals(0, exitCode);
    String text = printed.toString();
    assertTrue(text.startsWith("2,000 simulated gradings a row"), text);
    assertTrue(text.contains("source of the noise: docs/measurement.md"), text);
    assertEquals(24, text.lines().filter(line -> line.matches("[ 0-9.]+%.*x.*%")).count(), text);
  }
}
