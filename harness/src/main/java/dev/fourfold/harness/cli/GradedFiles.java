package dev.fourfold.harness.cli;

import dev.fourfold.benchmarks.episode.JmhJson;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.grading.Grading;
import dev.fourfold.harness.result.ResultFiles;
import dev.fourfold.harness.result.ResultJson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is kept of a graded candidate. */
final class GradedFiles {
  private GradedFiles() {}

  /** Writes {@code result.json} and {@code jmh.json} into a directory. */
  static void write(Path directory, Grading.Graded graded) {
    try {
      Files.writeString(
          directory.resolve(ResultFiles.NAME),
          ResultJson.write(graded.result()) + System.lineSeparator());
      try (PrintStream stream =
          new PrintStream(
              Files.newOutputStream(directory.resolve("jmh.json")),
              false,
              StandardCharsets.UTF_8)) {
        JmhJson.write(graded.measured().jmh(), stream);
        if (stream.checkError()) {
          throw new IOException("jmh.json could not be written");
        }
      }
    } catch (IOException e) {
      throw BadInputException.of("cannot write the results", e);
    }
  }

  /** A place as people like to see it: from where they are. */
  static Path shown(Path place) {
    Path here = Path.of("").toAbsolutePath();
    return place.startsWith(here) ? here.relativize(place) : place;
  }
}
