package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk that is full when the result is written. Needs bubblewrap, and fails without. */
final class FullDiskTest {
  private static final String BYTES = "16384";

  @Test
  void isSaidInOneLineAndLeavesNothing() throws IOException, InterruptedException {
    String grade =
        String.join(
            " ",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Dfourfold.lock=" + System.getProperty("fourfold.lock"),
            "-cp",
            "\"$0\"",
            Fourfold.class.getName(),
            "grade naive --workload tiny --rounds 2 --warm-up 0.05 --out /mnt/out");
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
                    System.getProperty("surefire.test.class.path")))
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
