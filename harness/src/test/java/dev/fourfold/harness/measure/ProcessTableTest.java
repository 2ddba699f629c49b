package dev.fourfold.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.measure.ProcessTable.Foreign;
import dev.fourfold.harness.measure.ProcessTable.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who used the processor, from what is in two tables. */
final class ProcessTableTest {
  private static final long SELF = 30;

  /** Ours: the shell that waits for us, we, and a worker. */
  private static final Usage INIT = process(1, 0, "init", 10, 500);

  private static final Usage SHELL = process(20, 1, "shell", 10, 1000);
  private static final Usage WE = process(SELF, 20, "java", 300, 40);
  private static final Usage WORKER = process(31, SELF, "worker", 100, 0);

  private static Usage process(long pid, long parent, String name, long own, long children) {
    return new Usage(pid, parent, name, 7, own, children);
  }

  /** With these beside ours. */
  private static ProcessTable table(Usage... others) {
    return ProcessTable.of(
        Stream.concat(List.of(INIT, SHELL, WE, WORKER).stream(), Arrays.stream(others)).toList());
  }

  private static Foreign between(ProcessTable before, ProcessTable after) {
    return after.since(before, SELF);
  }

  private static Foreign foreign(long ticks, String most) {
    return new Foreign(ticks, Optional.of(most));
  }

  private static final Foreign NONE = new Foreign(0, Optional.empty());

  @Test
  void whatWeUseIsNotForeign() {
    ProcessTable after =
        ProcessTable.of(
            List.of(
                process(1, 0, "init", 20, 600),
                process(20, 1, "shell", 20, 2000),
                process(SELF, 20, "java", 400, 300),
                process(32, SELF, "worker", 100, 50)));
    assertEquals(NONE, between(table(), after));
  }

  @Test
  void othersCountWithWhatTheyUsedSince() {
    Foreign seen =
        between(
            table(process(50, 1, "make", 200, 0)),
            table(process(50, 1, "make", 205, 0), process(51, 50, "cc1", 30, 0)));
    assertEquals(foreign(35, "cc1"), seen);
  }

  /** A build's compilers: no look falls into their lives. */
  @Test
  void whoStartedAndEndedBetweenIsSeenThroughTheParentThatWaited() {
    Foreign seen =
        between(table(process(50, 1, "make", 200, 1000)), table(process(50, 1, "make", 202, 1090)));
    assertEquals(foreign(92, "make"), seen);
  }

  @Test
  void whatWasKnownOfOneThatEndedIsNotCountedAgain() {
    ProcessTable before = table(process(50, 1, "make", 200, 1000), process(51, 50, "cc1", 400, 20));
    assertEquals(foreign(30, "make"), between(before, table(process(50, 1, "make", 200, 1450))));
  }

  @Test
  void whatCameThroughSeveralThatEndedIsTheNearestAncestorsThatIsThere() {
    ProcessTable before =
        table(
            process(50, 1, "make", 200, 1000),
            process(51, 50, "sh", 2, 10),
            process(52, 51, "cc1", 400, 0));
    // The shell's 2 + 10, the compiler's 400, and 25 since.
    assertEquals(foreign(25, "make"), between(before, table(process(50, 1, "make", 200, 1437))));
  }

  /** A parent that ignores its children's ends is not told of their time. */
  @Test
  void whatWentElsewhereTakesNothingFromOthers() {
    ProcessTable before =
        table(
            process(50, 1, "server", 200, 0),
            process(51, 50, "request", 900, 0),
            process(60, 1, "make", 5, 0));
    ProcessTable after = table(process(50, 1, "server", 203, 0), process(60, 1, "make", 15, 0));
    assertEquals(foreign(13, "make"), between(before, after));
  }

  @Test
  void aWorkerThatEndedIsOurs() {
    ProcessTable before = table(process(32, SELF, "worker", 5000, 0));
    assertEquals(NONE, between(before, table()));
  }

  @Test
  void aNumberThatIsUsedAgainIsAnotherProcess() {
    ProcessTable before = table(process(50, 1, "make", 0, 0), process(51, 50, "cc1", 400, 0));
    ProcessTable after = table(process(50, 1, "make", 0, 400), new Usage(51, 50, "cc1", 8, 12, 0));
    assertEquals(foreign(12, "cc1"), between(before, after));
  }

  @Test
  void aLineIsReadWhateverTheNameHolds() {
    String line =
        "25214 (a (b) 1 2\n3) R 25165 25165 18791 0 -1 4194304 102 0 0 0 11 12 13 14 20 0 1 0"
            + " 6181331 3133440 381\n";
    assertEquals(
        Optional.of(new Usage(25214, 25165, "a (b) 1 2?3", 6181331, 23, 27)), Usage.parse(line));
    assertEquals(Optional.empty(), Usage.parse("25214 (cat) R 1"));
    assertEquals(Optional.empty(), Usage.parse(""));
  }

  /** Linux only: elsewhere the table is empty. */
  @Test
  void weAreInIt() {
    ProcessTable now = ProcessTable.read();
    assertTrue(
        now.isEmpty() || now.processes().containsKey(ProcessHandle.current().pid()),
        now.toString());
  }
}
