package dev.fourfold.harness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.sandbox.SystemCall.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every wall, asked by a process that is behind it. Needs bubblewrap, and fails without. */
final class SandboxTest {
  private static final String EPERM = "1";
  private static final String ENOSYS = "38";

  @TempDir private Path directory;

  private Map<String, String> probe(String... questions) {
    Sandbox sandbox = Sandbox.find(directory);
    List<String> command =
        new ArrayList<>(
            List.of(
                "/jdk/bin/java",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "/tests",
                Probe.class.getName()));
    command.addAll(Arrays.asList(questions));
    Path tests = WorkerCommand.home(Probe.class);
    Map<String, String> answers = new LinkedHashMap<>();
    try {
      Process process =
          new ProcessBuilder(sandbox.wrap(Sandbox.readOnly(tests, "/tests"), command))
              .redirectErrorStream(true)
              .start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      for (String line : printed.lines().toList()) {
        String[] parts = line.split(" ", 2);
        answers.put(parts[0], parts.length > 1 ? parts[1] : "");
      }
      assertTrue(answers.keySet().containsAll(Arrays.asList(questions)), printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answers;
  }

  @Test
  void everyListedSystemCallIsDeniedToNativeCode() {
    Architecture here = Architecture.here().orElseThrow();
    Map<String, SystemCall> numbers = new LinkedHashMap<>();
    for (SystemCall call : SystemCall.values()) {
      call.number(here).ifPresent(number -> numbers.put(number.toString(), call));
    }
    Map<String, String> answers = probe(numbers.keySet().toArray(String[]::new));
    numbers.forEach((number, call) -> assertEquals(EPERM, answers.get(number), call.toString()));
  }

  @Test
  void aNewProcessIsDeniedToNativeCode() {
    Architecture here = Architecture.here().orElseThrow();
    String clone = Integer.toString(here.numberOfClone());
    String clone3 = Integer.toString(here.numberOfClone3());
    Map<String, String> answers = probe(clone, clone3);
    assertEquals(EPERM, answers.get(clone));
    assertEquals(ENOSYS, answers.get(clone3));
  }

  @Test
  void threadsOfEveryKindWork() {
    assertEquals("499502", probe("threads").get("threads"));
  }

  @Test
  void nothingButItselfIsToBeSeen() {
    Map<String, String> answers =
        probe("environment", "processes", "interfaces", "root", "capabilities", "seccomp", "user");
    assertEquals("PWD", answers.get("environment"));
    // The init of its process namespace, and itself.
    assertEquals("2", answers.get("processes"));
    assertFalse(answers.get("interfaces").contains("eth"), answers.get("interfaces"));
    for (String place : List.of(answers.get("root").split(",", -1))) {
      assertTrue(
          List.of("dev", "jdk", "lib", "lib64", "proc", "sys", "tests", "tmp", "usr", "etc")
              .contains(place),
          place);
    }
    assertEquals("0000000000000000 0000000000000000", answers.get("capabilities"));
    assertEquals("2 1", answers.get("seccomp"));
    assertEquals("65534", answers.get("user"));
  }

  @Test
  void withoutBubblewrapASubmissionIsRefusedInOneLine() {
    BadInputException refusal =
        assertThrows(
            BadInputException.class, () -> Sandbox.require(directory, false, List.of(directory)));
    assertTrue(refusal.getMessage().contains("apt-get install bubblewrap"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  @Test
  void whoeverAllowsItGoesWithoutAndIsStamped() {
    Confinement confinement = Sandbox.require(directory, true, List.of(directory));
    assertEquals("none (allowed)", confinement.description());
  }

  @Test
  void aSandboxThatDoesNotWorkIsNone() throws IOException {
    Path bash = directory.resolve("bash");
    Files.createSymbolicLink(bash, Path.of("/bin/bash"));
    Path broken = directory.resolve("bwrap");
    Files.writeString(broken, "#!/bin/sh\necho no namespaces here >&2\nexit 1\n");
    assertTrue(broken.toFile().setExecutable(true));
    BadInputException refusal =
        assertThrows(
            BadInputException.class, () -> Sandbox.require(directory, false, List.of(directory)));
    assertTrue(refusal.getMessage().contains("no namespaces here"), refusal.getMessage());
  }

  @Test
  void theContractHoldsNeitherCorpusNorOracleNorTheDrawingOfEpisodes() throws IOException {
    try (JarFile contract = new JarFile(Contract.write(directory).toFile())) {
      List<String> names = contract.stream().map(entry -> entry.getName()).toList();
      assertTrue(names.contains(ModelConfig.class.getName().replace('.', '/') + ".class"));
      assertTrue(names.stream().noneMatch(name -> name.contains("/oracle/")), names.toString());
      assertTrue(names.stream().noneMatch(name -> name.contains("/data/")), names.toString());
      assertTrue(names.stream().noneMatch(name -> name.contains("Episode")), names.toString());
      assertTrue(names.stream().noneMatch(name -> name.contains("Process")), names.toString());
      assertEquals("true", contract.getManifest().getMainAttributes().getValue("Sealed"));
    }
  }
}
