package dev.fourfold.benchmarks.episode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.core.worker.Affinity;
import dev.fourfold.core.worker.WorkerException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rounds of trainers whose turns are short; {@link SlowTrainersTest} has the others. */
final class RoundTest {
  private static final int STEPS = Workload.TINY.steps();

  static Round round() {
    return round(Duration.ofMillis(50));
  }

  static Round round(Duration warmUp) {
    return new Round(
        Workload.TINY,
        1,
        Corpus.commonsMath(),
        warmUp,
        Duration.ofMinutes(1),
        new SplittableRandom(1));
  }

  static Entrant entrant(String label, Class<? extends Sleeper> provider) {
    return new Entrant(
        label, WorkerCommand.of(provider.getName(), WorkerCommand.home(Sleeper.class)));
  }

  @Test
  void turnsOfAFastTrainerHaveSeveralEpisodesWithSeedsOfTheirOwn() {
    try (Round round = round()) {
      round.admit(entrant("fast", Sleeper.Fast.class));
      round.admit(entrant("middling", Sleeper.Middling.class));
      assertEquals(Pace.MIDDLING, round.pace("middling"));
      Set<Long> seeds = new HashSet<>();
      int position = 0;
      for (String label : List.of("fast", "middling", "fast")) {
        List<TimedEpisode> turn = round.block(label);
        assertTrue(label.equals("fast") ? turn.size() > 1 : turn.size() == 1, turn.toString());
        for (TimedEpisode episode : turn) {
          assertEquals(label, episode.label());
          assertEquals(position++, episode.position());
          assertTrue(seeds.add(episode.seed()), "a seed came twice");
        }
      }
      assertEquals(Set.of("fast", "middling"), round.jmhResults().keySet());
    }
  }

  /** Linux only: elsewhere it is not known. */
  @Test
  void whereAWorkerComputedIsKnownAfterItsTurn() {
    try (Round round = round()) {
      round.admit(entrant("fast", Sleeper.Fast.class));
      round.block("fast");
      Set<Integer> cores = round.lastCores("fast");
      assertTrue(!cores.isEmpty() || !Files.exists(Path.of("/proc/self/stat")));
      int all = Runtime.getRuntime().availableProcessors();
      assertTrue(cores.size() <= all, cores.toString());
    }
  }

  /** Where the system has none of it nothing happens. */
  @Test
  void whoBeganOnACoreMayUseAllAgain() {
    List<Integer> allowed = Affinity.allowed();
    assumeTrue(!allowed.isEmpty() && Files.exists(Path.of("/usr/bin/taskset")));
    try (Round round = round()) {
      round.admit(entrant("fast", Sleeper.Fast.class));
      round.startOn("fast", allowed.getLast());
      assertEquals(Set.of(allowed.getLast().toString()), coresOfWorkers());
      round.block("fast");
      assertEquals(coresOf(Path.of("/proc/self/status")), coresOfWorkers());
    }
  }

  /** The lists of cores of all threads of this process's children. */
  private static Set<String> coresOfWorkers() {
    return ProcessHandle.current()
        .descendants()
        .flatMap(child -> Stream.of(new File("/proc/" + child.pid() + "/task").listFiles()))
        .flatMap(task -> coresOf(task.toPath().resolve("status")).stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> coresOf(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aStoppedWorkerFirstRunsAnEpisodeThatIsNotTimed() {
    try (Round round = round()) {
      round.admit(entrant("fast", Sleeper.Fast.class));
      float last = round.block("fast").getLast().trace().losses()[STEPS - 1];
      List<TimedEpisode> turn = round.block("fast");
      assertEquals(last + STEPS + 1, turn.getFirst().trace().losses()[0], "one that nobody sees");
      assertEquals(last + STEPS + STEPS * turn.size(), turn.getLast().trace().losses()[STEPS - 1]);
    }
  }

  @Test
  void whoFailsIsOutAndTheOthersGoOn() {
    try (Round round = round()) {
      round.admit(entrant("fast", Sleeper.Fast.class));
      WorkerException failure =
          assertThrows(
              WorkerException.class, () -> round.admit(entrant("failing", Sleeper.Failing.class)));
      assertTrue(failure.getMessage().contains("nine steps are enough"), failure.getMessage());
      assertEquals(Optional.empty(), round.leftovers("failing", Leftovers.PATIENCE));
      assertTrue(round.block("fast").size() > 1);
    }
  }
}
