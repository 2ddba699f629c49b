package dev.fourfold.benchmarks.episode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.core.worker.ThreadUse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeftoversTest {
  private static final ThreadUse IDLE = thread(1, false);

  @Test
  void whatWasCountedIsWhatWasWanted() {
    assertEquals(0.01, Leftovers.wanted(0.01, List.of(IDLE)));
    assertEquals(0.7, Leftovers.wanted(0.7, List.of(IDLE)));
    assertEquals(1.7, Leftovers.wanted(1.7, List.of(IDLE, thread(2, true))));
  }

  @Test
  void aThreadThatStillWaitsForItsFirstCoreIsNotIdle() {
    assertEquals(1, Leftovers.wanted(0, List.of(IDLE, thread(2, true))));
    assertEquals(2, Leftovers.wanted(0.3, List.of(thread(2, true), thread(3, true))));
  }

  private static ThreadUse thread(long id, boolean wantsCore) {
    return new ThreadUse(id, Duration.ZERO, Duration.ZERO, 0, wantsCore);
  }
}
