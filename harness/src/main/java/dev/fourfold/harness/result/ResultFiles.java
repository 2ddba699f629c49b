package dev.fourfold.harness.result;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The results that somebody named: files, and every {@value #NAME} below directories.
 *
 * @param results each record once, in the order given, those of a directory by their path
 * @param notes what the user should know of the choice, for example that a copy was left out
 */
public record ResultFiles(List<Found> results, List<String> notes) {
  /** What a grading calls its record. */
  public static final String NAME = "result.json";

  private static final int DEEPEST = 16;
  private static final int MOST = 10_000;

  public ResultFiles {
    results = List.copyOf(results);
    notes = List.copyOf(notes);
  }

  /** A record and the file that it was read from. */
  public record Found(Path file, GradingResult result) {}

  /**
   * Reads them, and computes each again from its samples.
   *
   * @throws BadInputException if there is none, or one cannot be read or is not sound
   */
  public static ResultFiles read(List<Path> places) {
    Map<String, Found> byDigest = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    for (Path place : places) {
      for (Path file : filesIn(place)) {
        Found found = new Found(file, sound(file));
        String digest = found.result().digest().orElseThrow();
        Found first = byDigest.putIfAbsent(digest, found);
        if (first != null) {
          notes.add("%s is the same record as %s: it counts once".formatted(file, first.file()));
        }
        if (byDigest.size() > MOST) {
          throw new BadInputException("more than %,d results".formatted(MOST));
        }
      }
    }
    return new ResultFiles(List.copyOf(byDigest.values()), notes);
  }

  /** The records alone. */
  public List<GradingResult> records() {
    return results.stream().map(Found::result).toList();
  }

  private static GradingResult sound(Path file) {
    ResultCheck.Outcome outcome = ResultCheck.of(file);
    if (!outcome.disagreements().isEmpty()) {
      throw new BadInputException(
          "%s is not sound: %s does not follow from its samples (verify-result shows all)"
              .formatted(file, outcome.disagreements().getFirst().field()));
    }
    return outcome.result();
  }

  private static List<Path> filesIn(Path place) {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> walk = Files.walk(place, DEEPEST)) {
      List<Path> files =
          walk.filter(file -> file.getFileName() != null && file.endsWith(NAME))
              .filter(file -> !isPartial(place, file))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new BadInputException("there is no %s in %s".formatted(NAME, place));
      }
      return files;
    } catch (NoSuchFileException e) {
      throw new BadInputException("%s changed while it was read".formatted(place));
    } catch (IOException | UncheckedIOException e) {
      throw new BadInputException("cannot read all of %s".formatted(place));
    }
  }

  /** What a grading is still writing lies in a directory whose name begins with a dot. */
  private static boolean isPartial(Path place, Path file) {
    for (Path part : place.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
