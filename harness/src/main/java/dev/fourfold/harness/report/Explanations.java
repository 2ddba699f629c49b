package dev.fourfold.harness.report;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.explain.Explanation;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.ResultFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where candidates' time goes, as {@code explain --json} wrote it. */
public final class Explanations {
  /** The file beside a result that is read if it is there. */
  public static final String NAME = "explain.json";

  private static final long MOST_BYTES = 4L << 20;
  private static final int MOST_PHASES = 64;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final List<Explanation> given;

  private Explanations(List<Explanation> given) {
    this.given = List.copyOf(given);
  }

  /**
   * Takes the explanations out of what somebody named.
   *
   * @param places files and directories; what is left in it are no explanations
   */
  public static Explanations takeFrom(List<Path> places) {
    List<Explanation> taken = new ArrayList<>();
    for (Path place : List.copyOf(places)) {
      if (Files.isRegularFile(place) && isExplanation(place)) {
        taken.add(read(place));
        places.remove(place);
      }
    }
    return new Explanations(taken);
  }

  private static boolean isExplanation(Path file) {
    try {
      return Files.size(file) <= MOST_BYTES
          && MAPPER
              .readTree(Files.readAllBytes(file))
              .path("schema")
              .stringValue("")
              .startsWith("fourfold/explanation/");
    } catch (IOException | JacksonException e) {
      // Whoever reads it as a result says what is wrong with it.
      return false;
    }
  }

  private static Explanation read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new BadInputException("%s is no explanation: too large".formatted(file));
      }
      JsonNode tree = MAPPER.readTree(Files.readAllBytes(file));
      String schema = tree.path("schema").stringValue("");
      if (!schema.equals(Explanation.SCHEMA)) {
        throw new BadInputException(
            "%s is no explanation: its schema is '%s', not '%s'"
                .formatted(file, Escapes.visible(schema), Explanation.SCHEMA));
      }
      Explanation explanation = MAPPER.treeToValue(tree, Explanation.class);
      if (!isPossible(explanation)) {
        throw new BadInputException("%s is no possible explanation".formatted(file));
      }
      return explanation;
    } catch (IOException e) {
      throw new BadInputException("cannot read %s".formatted(file));
    } catch (JacksonException | NullPointerException e) {
      throw new BadInputException("%s is no whole explanation".formatted(file));
    }
  }

  private static boolean isPossible(Explanation explanation) {
    return explanation.candidate() != null
        && explanation.workload() != null
        && explanation.source() != null
        && isFraction(explanation.fractionOfPeak())
        && explanation.phases().size() <= MOST_PHASES
        && explanation.phases().stream()
            .allMatch(
                phase ->
                    phase.phase() != null
                        && isFraction(phase.share())
                        && phase.secondsPerStep() >= 0
                        && Double.isFinite(phase.secondsPerStep()));
  }

  private static boolean isFraction(double value) {
    return value >= 0 && value <= 1.5;
  }

  /** That of a result: what lies beside its file, or was given and is of its name and workload. */
  Optional<Explanation> of(ResultFiles.Found found) {
    Path directory = found.file().toAbsolutePath().getParent();
    Path beside = directory.resolve(NAME);
    if (Files.isRegularFile(beside)) {
      return Optional.of(read(beside)).filter(one -> belongs(one, found.result()));
    }
    return given.stream().filter(one -> belongs(one, found.result())).findFirst();
  }

  private static boolean belongs(Explanation explanation, GradingResult result) {
    return explanation.candidate().equals(result.candidate().name())
        && explanation.workload().equals(result.workload().name());
  }
}
