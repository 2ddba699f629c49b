package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our own trainers keep the rules that they are compared by: an author may start from any of them.
 * Of the naive one {@link InitCommandTest} says so, whose template it is.
 */
final class CheckCommandTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"human", "frontier"})
  void aCopyOfOursIsVerifiedLikeAnybodys(String trainer) throws IOException {
    Path copy = Submissions.copy(directory, "copy-of-" + trainer, trainer);
    Run check = Run.of("check", copy.toString());
    assertEquals(0, check.exitCode(), check.out() + check.err());
    assertTrue(check.out().startsWith("copy-of-" + trainer + ": verified"), check.out());
  }
}
