package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documented command behind the coverage table. */
final class CoverageCommandTest {
  /** Drift, spread of rounds, true ratio, precision, most rounds, covered. */
  private static final Pattern ROW =
      Pattern.compile(
          "^ +[0-9.]+% +[0-9.]+% +[0-9]+x +[0-9]+% +[0-9]+ +([0-9.]+)%.*$", Pattern.MULTILINE);

  @Test
  void printsAllOfItsTableEvenThroughABufferAndEveryRowCovers() {
    StringWriter printed = new StringWriter();
    PrintWriter err = new PrintWriter(new StringWriter());
    int exitCode =
        Fourfold.run(
            new PrintWriter(new BufferedWriter(printed, 1 << 20)), err, "doctor", "--coverage");
    assertEquals(0, exitCode);
    String text = printed.toString();
    assertTrue(text.startsWith("2,000 simulated gradings a row"), text);
    assertTrue(text.contains("source of the noise: docs/measurement.md"), text);
    int rows = 0;
    Matcher row = ROW.matcher(text);
    while (row.find()) {
      double covered = Double.parseDouble(row.group(1));
      assertTrue(covered >= 93 && covered <= 97, row.group());
      rows++;
    }
    assertEquals(26, rows, text);
    assertTrue(text.contains("slow workers 3 % of them by 11 %"), text);
  }
}
