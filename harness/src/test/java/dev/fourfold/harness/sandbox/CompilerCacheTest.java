package dev.fourfold.harness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build made a cache that javac can use, in the sandbox and outside. */
final class CompilerCacheTest {
  @TempDir private Path directory;

  @Test
  void isWhatJavacStartsFromInTheSandbox() throws Exception {
    compileWithNothingElse(Sandbox.find(directory), "/jdk/bin/java");
  }

  @Test
  void isWhatJavacStartsFromOutside() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    compileWithNothingElse(new Unconfined(), java);
  }

  private void compileWithNothingElse(Confinement confinement, String java)
      throws IOException, InterruptedException {
    Path source = Files.createDirectory(directory.resolve("src")).resolve("Empty.java");
    Files.writeString(source, "class Empty {}");
    Path classes = Files.createDirectory(directory.resolve("classes"));
    List<String> command =
        new ArrayList<>(
            confinement.compiler(Contract.write(directory), directory, List.of(source), classes));
    // Ends the JVM where it would go on without.
    command.add(command.indexOf(java) + 1, "-XX:AOTMode=on");
    command.remove("-Xlog:disable");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    assertTrue(Files.exists(classes.resolve("Empty.class")), printed);
    assertTrue(CompilerCache.file().isPresent(), "the build made one");
  }
}
