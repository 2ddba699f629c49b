package dev.fourfold.harness.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReasonCodeTest {
  @Test
  void authorsAreToldWhatToDoAboutEach() throws IOException {
    String authors = Files.readString(Path.of("../docs/authors.md"));
    List<String> unexplained =
        Stream.of(ReasonCode.values())
            .map(ReasonCode::word)
            .filter(word -> !authors.contains("| `" + word + "` |"))
            .toList();
    assertTrue(unexplained.isEmpty(), unexplained::toString);
  }

  @Test
  void aWordLeadsToItsCode() {
    for (ReasonCode code : ReasonCode.values()) {
      assertEquals(Optional.of(code), ReasonCode.of(code.word()));
    }
    assertEquals("more-cpu-than-granted", ReasonCode.MORE_CPU_THAN_GRANTED.word());
    assertEquals(Optional.empty(), ReasonCode.of("LOSS_OFF"));
  }
}
