package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full when the result is written. Needs bubblewrap, and fails without. */
final class FullDiskTest {
  /** Less than the shortest result. */
  private static final String BYTES = "4096";

  @TempDir private Path directory;

  @Test
  void isSaidInOneLineAndLeavesNothing() throws IOException, InterruptedException {
    // Rejected at once: what is written is a result all the same.
    Path wrong = Submissions.step(directory, "wrong", "return 0;");
    String grade =
        String.join(
            " ",
            "\"$2\"",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dfourfold.lock=\"$3\"",
            "-cp",
            "\"$0\"",
            Fourfold.class.getName(),
            "grade \"$1\" --workload tiny --out /mnt/out");
    Process process =
        new ProcessBuilder(
                List.of(
                    "bwrap",
                    "--dev-bind",
                    "/",
                    "/",
                    "--size",
                    BYTES,
                    "--tmpfs",
                    "/mnt",
                    "--",
                    "bash",
                    "-c",
                    grade + "; echo \"exit $?, left: $(ls -A /mnt)\"",
                    System.getProperty("surefire.test.class.path"),
                    wrong.toString(),
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    System.getProperty("fourfold.lock")))
            .redirectError(ProcessBuilder.Redirect.PIPE)
            .start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), err);
    assertEquals("exit 2, left: \n", out, err);
    assertEquals(
        List.of("fourfold: cannot write the results: No space left on device"),
        err.lines().filter(line -> line.startsWith("fourfold:")).toList(),
        err);
  }
}
