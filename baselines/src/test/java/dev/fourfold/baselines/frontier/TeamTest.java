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

  /** Each member writes, all meet, and each reads what its neighbour wrote, over and over. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void whatWasWrittenBeforeAMeetingIsSeenAfterIt(int size) {
    int[] values = new int[size];
    int[] mistakes = new int[size];
    AtomicReference<Team> self = new AtomicReference<>();
    try (Team team =
        new Team(
            size,
            member -> {
              for (int round = 1; round <= 50; round++) {
                values[member] = round;
                self.get().meet(member);
                if (values[(member + 1) % size] != round) {
                  mistakes[member]++;
                }
                self.get().meet(member);
              }
            })) {
      self.set(team);
      for (int run = 0; run < 20; run++) {
        team.run();
      }
    }
    for (int member = 0; member < size; member++) {
      assertEquals(0, mistakes[member], "member " + member);
      assertEquals(50, values[member], "member " + member);
    }
  }

  /** One member sleeps far longer than a meeting spins, so that the others have to be woken. */
  @Test
  void aParkedWorkerIsWoken() {
    AtomicReference<Team> self = new AtomicReference<>();
    int[] runs = new int[3];
    try (Team team =
        new Team(
            3,
            member -> {
              if (member == runs[member] % 3) {
                sleep();
              }
              runs[member]++;
              self.get().meet(member);
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
            member -> {
              if (member == culprit) {
                throw cause;
              }
              self.get().meet(member);
            })) {
      self.set(team);
      IllegalStateException failure = assertThrows(IllegalStateException.class, team::run);
      assertSame(cause, failure.getCause());
      assertThrows(IllegalStateException.class, team::run);
    }
  }

  @Test
  void aClosedTeamDoesNotRun() {
    Team team = new Team(2, member -> {});
    team.close();
    team.close();
    assertThrows(IllegalStateException.class, team::run);
  }
}
