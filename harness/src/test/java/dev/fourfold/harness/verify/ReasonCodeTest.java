package dev.fourfold.harness.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReasonCodeTest {
  @Test
  void aWordLeadsToItsCode() {
    for (ReasonCode code : ReasonCode.values()) {
      assertEquals(Optional.of(code), ReasonCode.of(code.word()));
    }
    assertEquals("more-cpu-than-granted", ReasonCode.MORE_CPU_THAN_GRANTED.word());
    assertEquals(Optional.empty(), ReasonCode.of("LOSS_OFF"));
  }
}
