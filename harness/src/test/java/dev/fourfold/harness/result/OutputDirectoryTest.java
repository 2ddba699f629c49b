package dev.fourfold.harness.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory is there whole or not at all, and what is left of others is cleared. */
final class OutputDirectoryTest {
  @TempDir private Path parent;

  private Set<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static long pidOfOneThatEnded() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  @Test
  void isThereWithAllThatItHoldsOnceItIsPublished() throws IOException {
    Path target = parent.resolve("result");
    try (OutputDirectory output = new OutputDirectory(target)) {
      Files.createDirectories(output.staging().resolve("deeper"));
      Files.writeString(output.staging().resolve("deeper/file"), "text");
      assertEquals(target, output.publish());
    }
    assertEquals("text", Files.readString(target.resolve("deeper/file")));
    assertEquals(Set.of("result"), names());
  }

  @Test
  void isNotThereIfItIsNotPublished() throws IOException {
    try (OutputDirectory output = new OutputDirectory(parent.resolve("result"))) {
      Files.writeString(output.staging().resolve("file"), "text");
    }
    assertEquals(Set.of(), names());
  }

  /** The usual name has the time in it: what is left bears another. */
  @Test
  void clearsWhatProcessesThatAreGoneLeftWhateverTheirTarget() throws Exception {
    long gone = pidOfOneThatEnded();
    long alive = ProcessHandle.current().pid();
    Path orphan = Files.createDirectory(parent.resolve(".2026-01-01-naive.partial-" + gone));
    Files.writeString(orphan.resolve("result.json"), "{");
    Files.writeString(parent.resolve(".report.html.partial-" + gone), "<");
    Files.createDirectory(parent.resolve(".others.partial-" + alive));
    Files.createDirectory(parent.resolve(".kept.partial-of-the-user"));
    Files.createDirectory(parent.resolve("kept.partial-" + gone));
    try (OutputDirectory output = new OutputDirectory(parent.resolve("result"))) {
      output.publish();
    }
    assertEquals(
        Set.of(
            "result",
            ".others.partial-" + alive,
            ".kept.partial-of-the-user",
            "kept.partial-" + gone),
        names());
  }

  @Test
  void isNeverInThePlaceOfAnother() throws IOException {
    Files.createDirectory(parent.resolve("result"));
    assertThrows(BadInputException.class, () -> new OutputDirectory(parent.resolve("result")));
  }
}
