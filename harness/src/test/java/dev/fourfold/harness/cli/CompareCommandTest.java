package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.ResultJson;
import dev.fourfold.harness.result.SampleResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare} from outside: what it takes and what it refuses, in one line. */
final class CompareCommandTest {
  @TempDir Path directory;

  static Path put(Path directory, GradingResult result) throws IOException {
    Files.createDirectories(directory);
    return Files.writeString(directory.resolve("result.json"), ResultJson.write(result));
  }

  private static void refused(String because, String... arguments) {
    Run run = Run.of(arguments);
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains(because), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void directoriesAndFilesAreRankedOnce() throws IOException {
    Path fast = put(directory.resolve("a/fast"), SampleResult.of("fast", 70, Workload.SMALL, 1));
    put(directory.resolve("a/slow"), SampleResult.of("slow", 3, Workload.SMALL, 2));
    put(directory.resolve("a/.b.partial-1"), SampleResult.of("partial", 9, Workload.SMALL, 3));
    Run run = Run.of("compare", directory.toString(), fast.toString());
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(
        List.of("1 fast", "2 slow"),
        run.out()
            .lines()
            .skip(3)
            .map(line -> line.strip().replaceAll("^(\\S+) +(\\S+).*", "$1 $2"))
            .toList());
    assertTrue(run.err().contains("the same record as"), run.err());
  }

  @Test
  void kindsAreNotMixedUnlessAsked() throws IOException {
    put(directory.resolve("small"), SampleResult.of("one", 70, Workload.SMALL, 1));
    put(directory.resolve("tiny"), SampleResult.of("two", 3, Workload.TINY, 2));
    refused("--group ranks each by itself", "compare", directory.toString());
    Run run = Run.of("compare", "--group", directory.toString());
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(2, run.out().lines().filter(line -> line.startsWith("workload")).count());
  }

  @Test
  void whatIsNoSoundResultIsRefused() throws IOException {
    String sound = ResultJson.write(SampleResult.of("one", 70, Workload.SMALL, 1));
    Path file = directory.resolve("result.json");
    Files.writeString(file, sound.replaceFirst("\"one\"", "\"other\""));
    refused("is not sound: digest", "compare", directory.toString());
    Files.writeString(file, sound.replace("fourfold/result/1", "fourfold/result/2"));
    refused("is newer than this Fourfold", "compare", directory.toString());
    Files.writeString(file, sound.substring(0, 400));
    refused("truncated", "compare", directory.toString());
    Files.delete(file);
    refused("there is no result.json in", "compare", directory.toString());
    refused("cannot read", "compare", directory.resolve("absent.json").toString());
  }

  @Test
  void thePublishedSeriesIsMarked() throws IOException {
    put(directory, SampleResult.of("one", 70, Workload.SMALL, 1));
    Run run = Run.of("compare", "--published", directory.toString());
    assertTrue(run.out().contains("not comparable in kind"), run.out());
    assertTrue(run.out().contains("52.0×"), run.out());
  }
}
