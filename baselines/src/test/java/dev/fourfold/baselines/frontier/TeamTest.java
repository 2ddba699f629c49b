package dev.fourfold.baselines.frontier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TeamTest {

  /** Each worker writes, all meet, and each reads what its neighbour wrote, over and over. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void whatWasWrittenBeforeAMeetingIsSeenAfterIt(int size) {
    int[] values = new int[size];
    int[] mistakes = new int[size];
    AtomicReference<Team> self = new AtomicReference<>();
    try (Team team =
        new Team(
            size,
            worker -> {
              for (int round = 1; round <= 50; round++) {
                values[worker] = round;
                self.get().meet(worker);
                if (values[(worker + 1) % size] != round) {
                  mistakes[worker]++;
                }
                self.get().meet(worker);
              }
            })) {
      self.set(team);
      for (int run = 0; run < 20; run++) {
        team.run();
      }
    }
    for (int worker = 0; worker < size; worker++) {
      assertEquals(0, mistakes[worker], "worker " + worker);
      assertEquals(50, values[worker], "worker " + worker);
    }
  }

  /** One worker sleeps far longer than a meeting spins, so that the others have to be woken. */
  @Test
  void aParkedWorkerIsWoken() {
    AtomicReference<Team> self = new AtomicReference<>();
    int[] runs = new int[3];
    try (Team team =
        new Team(
            3,
            worker -> {
              if (worker == runs[worker] % 3) {
                sleep();
              }
              runs[worker]++;
              self.get().meet(worker);
            })) {
      self.set(team);
      for (int run = 0; run < 9; run++) {
        team.run();
        sleep();
      }
    }
    for (int count : runs) {
      assertEquals(9, count);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(3);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aFailureReachesTheCallerAndNobodyWaitsForEver(int culprit) {
    RuntimeException cause = new IllegalArgumentException("on purpose");
    AtomicReference<Team> self = new AtomicReference<>();
    try (Team team =
        new Team(
            2,
            worker -> {
              if (worker == culprit) {
                throw cause;
              }
              self.get().meet(worker);
            })) {
      self.set(team);
      IllegalStateException failure = assertThrows(IllegalStateException.class, team::run);
      assertSame(cause, failure.getCause());
      assertThrows(IllegalStateException.class, team::run);
    }
  }

  @Test
  void aClosedTeamDoesNotRun() {
    Team team = new Team(2, worker -> {});
    team.close();
    team.close();
    assertThrows(IllegalStateException.class, team::run);
  }
}
