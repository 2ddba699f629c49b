package dev.fourfold.harness.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkspaceTest {
  /** No process has this number: Linux counts to 2 to the 22nd at most. */
  private static final long NOBODY = 1L << 40;

  @Test
  void goesWithAllThatItHolds() throws IOException {
    Path inside;
    try (Workspace workspace = new Workspace()) {
      inside = workspace.newDirectory("inside");
      Files.writeString(inside.resolve("file"), "text");
    }
    assertFalse(Files.exists(inside.getParent()));
  }

  @ParameterizedTest(name = "of a living process {0}, {1} minutes old: stays {2}")
  @CsvSource({"false,90,false", "false,1,true", "true,90,true"})
  void theLeftoversOfTheDeadAreDiscarded(boolean alive, int minutes, boolean stays)
      throws IOException {
    long pid = alive ? ProcessHandle.current().pid() : NOBODY;
    Path orphan = Files.createTempDirectory("fourfold-" + pid + "-");
    Files.writeString(orphan.resolve("file"), "text");
    Instant then = Instant.now().minus(Duration.ofMinutes(minutes));
    Files.setLastModifiedTime(orphan, FileTime.from(then));
    try (Workspace workspace = new Workspace()) {
      workspace.newDirectory("inside");
      assertEquals(stays, Files.exists(orphan));
    } finally {
      Files.deleteIfExists(orphan.resolve("file"));
      Files.deleteIfExists(orphan);
    }
  }
}
