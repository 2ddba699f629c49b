package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our own trainers keep the rules that they are compared by, so that an author may go on from any
 * of them: a copy compiles against the contract alone, and names nothing that is forbidden. Of the
 * naive one {@link InitCommandTest} says so, whose template it is.
 */
final class CopiesOfOurTrainersTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"human", "frontier"})
  void areSubmissionsLikeAnybodys(String trainer) throws IOException {
    Path copy = Submissions.copy(directory, "copy-of-" + trainer, trainer);
    try (Workspace workspace = new Workspace()) {
      Candidate candidate = Candidate.resolve(copy.toString(), workspace, false);
      assertEquals(Optional.empty(), candidate.forbidden());
    }
  }
}
