package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.benchmarks.episode.Pace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RoundTimerTest {
  private static final String CANDIDATE = "candidate:a";

  @Test
  void theHumanReferenceHasOneTurnInTheMiddleAndACandidateAsFastHasTwo() {
    String baseline = RoundTimer.BASELINE;
    String human = RoundTimer.HUMAN;
    Map<String, Pace> pace =
        Map.of(baseline, Pace.LONG, human, Pace.MIDDLING, CANDIDATE, Pace.MIDDLING);

    assertEquals(
        List.of(baseline, CANDIDATE, baseline, human, baseline, CANDIDATE, baseline),
        RoundTimer.turnOrder(List.of(human, baseline, CANDIDATE), pace::get, true));
  }
}
