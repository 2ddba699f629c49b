package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, where it can be run without a build: in a checkout of its own, whose JDK and whose
 * Maven only say that they were called.
 */
final class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "date",
          "dirname",
          "env",
          "find",
          "flock",
          "mkdir",
          "mktemp",
          "readlink",
          "rm",
          "sleep",
          "touch",
          "tr");

  @TempDir private Path directory;

  @Test
  void saysInOneLineThatThereIsNoJdk25() throws Exception {
    Path old = Files.createDirectories(directory.resolve("jdk-17/bin"));
    Files.createFile(old.resolve("javac")).toFile().setExecutable(true);
    Files.writeString(directory.resolve("jdk-17/release"), "JAVA_VERSION=\"17.0.15\"\n");
    ProcessBuilder builder = new ProcessBuilder("../fourfold", "list");
    builder.environment().put("FOURFOLD_JDK_PATH", directory + "/*");
    Run run = await(builder.start());
    assertEquals(2, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("no JDK 25 in " + directory), run.err());
    assertTrue(run.err().contains("install"), run.err());
  }

  @Test
  void buildsOnceAndAgainWhatWasSavedMeanwhile() throws Exception {
    Checkout checkout = new Checkout();
    checkout.maven("[ -f saved ] || { sleep 0.05; touch saved core/src/main/Saved.java; }");
    assertEquals("ran list\n", checkout.launch(Map.of()).out());
    assertEquals(1, checkout.builds().size());
    // The first build came too early for what was saved while it ran.
    assertEquals("ran list\n", checkout.launch(Map.of()).out());
    assertEquals(2, checkout.builds().size());
    Run third = checkout.launch(Map.of());
    assertEquals("ran list\n", third.out());
    assertEquals("", third.err());
    assertEquals(2, checkout.builds().size());
  }

  @Test
  void aBuildThatFailedIsNone() throws Exception {
    Checkout checkout = new Checkout();
    checkout.maven("echo broken; exit 1");
    for (int attempt = 1; attempt <= 2; attempt++) {
      Run run = checkout.launch(Map.of());
      assertEquals(70, run.exitCode());
      assertTrue(run.err().endsWith("broken\nfourfold: the build failed\n"), run.err());
      assertEquals(attempt, checkout.builds().size());
    }
  }

  @Test
  void ofTwoAtOnceOneBuilds() throws Exception {
    Checkout checkout = new Checkout();
    checkout.maven("sleep 0.5");
    Process one = checkout.start(Map.of());
    Process two = checkout.start(Map.of());
    assertEquals("ran list\n", await(one).out());
    assertEquals("ran list\n", await(two).out());
    assertEquals(1, checkout.builds().size());
  }

  @Test
  void mavenIsGivenAJavaThatItCanRunOn() throws Exception {
    Checkout checkout = new Checkout();
    Path old = checkout.java("jdk-11", "11.0.22");
    Path usual = checkout.java("jdk-17", "17.0.15");
    Path ours = checkout.java("jdk-25", "25.0.1");
    // It is never done: something is newer than any build.
    checkout.maven("touch -d 2100-01-01 core/src/main");
    for (Path unfit : List.of(directory.resolve("nowhere"), old)) {
      checkout.launch(Map.of("JAVA_HOME", unfit.toString()));
    }
    checkout.launch(Map.of("JAVA_HOME", usual.toString()));
    checkout.launch(Map.of());
    checkout.onPath(old, "java");
    checkout.launch(Map.of());
    checkout.onPath(usual, "java");
    checkout.launch(Map.of());
    assertEquals(
        List.of(
            ours.toString(),
            ours.toString(),
            usual.toString(),
            ours.toString(),
            ours.toString(),
            ""),
        checkout.builds());
  }

  @Test
  void findsTheJdkOnThePath() throws Exception {
    Checkout checkout = new Checkout();
    checkout.onPath(checkout.java("elsewhere", "25"), "javac");
    assertEquals("ran list\n", checkout.launch(Map.of("FOURFOLD_JDK_PATH", "")).out());
  }

  /** A launcher with nothing around it but what a test puts there. */
  private final class Checkout {
    private final Path home = directory.resolve("check out");
    private final Path bin = directory.resolve("bin");
    private final Path calls = directory.resolve("calls");

    Checkout() throws IOException {
      Files.createDirectories(home);
      Files.createDirectories(bin);
      Files.createFile(calls);
      Files.copy(Path.of("../fourfold"), home.resolve("fourfold"));
      home.resolve("fourfold").toFile().setExecutable(true);
      Files.createFile(home.resolve("pom.xml"));
      for (String module : List.of("core", "baselines", "benchmarks", "harness")) {
        Files.createDirectories(home.resolve(module + "/src/main"));
        Files.createFile(home.resolve(module + "/pom.xml"));
      }
      for (String tool : TOOLS) {
        Path there = Path.of("/usr/bin", tool);
        Path found = Files.exists(there) ? there : Path.of("/bin", tool);
        script(bin.resolve(tool), "exec " + found + " \"$@\"");
      }
      java("jdk-25", "25.0.1");
      maven("true");
    }

    /** A JDK of that version, which says what it is to run. */
    Path java(String name, String version) throws IOException {
      Path jdk = directory.resolve(name);
      Files.createDirectories(jdk.resolve("bin"));
      script(jdk.resolve("bin/javac"), "true");
      script(jdk.resolve("bin/java"), "echo \"ran ${*: -1}\"");
      Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
      return jdk;
    }

    void onPath(Path jdk, String program) throws IOException {
      Files.deleteIfExists(bin.resolve(program));
      Files.createSymbolicLink(bin.resolve(program), jdk.resolve("bin/" + program));
    }

    /** A Maven that notes its JAVA_HOME, does something more and then has built. */
    void maven(String more) throws IOException {
      script(
          bin.resolve("mvn"),
          """
          echo "${JAVA_HOME:-}" >>'%s'
          began=$(date -u +%%FT%%T.%%3NZ)
          %s
          mkdir -p harness/target
          touch harness/target/harness.jar
          echo "$began" >harness/target/built"""
              .formatted(calls, more));
    }

    private static void script(Path file, String text) throws IOException {
      Files.writeString(
          file,
          "#!/bin/bash\n" + text + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);
      file.toFile().setExecutable(true);
    }

    /** Of every build, its JAVA_HOME. */
    List<String> builds() throws IOException {
      return new ArrayList<>(Files.readAllLines(calls));
    }

    Process start(Map<String, String> environment) throws IOException {
      ProcessBuilder builder = new ProcessBuilder(home.resolve("fourfold").toString(), "list");
      builder.environment().clear();
      builder.environment().put("PATH", bin.toString());
      builder.environment().put("FOURFOLD_JDK_PATH", directory.resolve("jdk-25").toString());
      builder.environment().putAll(environment);
      return builder.start();
    }

    Run launch(Map<String, String> environment) throws IOException, InterruptedException {
      return await(start(environment));
    }
  }

  private static Run await(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, err);
  }
}
