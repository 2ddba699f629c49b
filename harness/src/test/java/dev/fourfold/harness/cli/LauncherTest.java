package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, where it can be run without a build. */
final class LauncherTest {
  @TempDir private Path directory;

  @Test
  void saysInOneLineThatThereIsNoJdk25() throws Exception {
    Path old = Files.createDirectories(directory.resolve("jdk-17/bin"));
    Files.createFile(old.resolve("javac")).toFile().setExecutable(true);
    Files.writeString(directory.resolve("jdk-17/release"), "JAVA_VERSION=\"17.0.15\"\n");
    Run run = launch(directory + "/*");
    assertEquals(2, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("no JDK 25 in " + directory), run.err());
    assertTrue(run.err().contains("install"), run.err());
  }

  private static Run launch(String jdkPath) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("../fourfold", "list");
    builder.environment().put("FOURFOLD_JDK_PATH", jdkPath);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, err);
  }
}
