package dev.fourfold.harness.submission;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.harness.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The trainer being graded, ready to be started as a worker.
 *
 * @param name as tables show it
 * @param manifest of a submission; empty for a built-in trainer
 * @param sourceDigest SHA-256 over the names and bytes of a submission's files; empty for a
 *     built-in trainer
 * @param command what starts its worker
 */
public record Candidate(
    String name, Optional<Manifest> manifest, Optional<String> sourceDigest, List<String> command) {

  public Candidate {
    command = List.copyOf(command);
  }

  /**
   * What a word on the command line stands for: the name of a built-in trainer or the directory of
   * a submission, which is compiled here.
   *
   * @param workspace where compiled classes may be put
   * @throws BadInputException if it is neither, or the submission cannot be used
   */
  public static Candidate resolve(String word, Workspace workspace) {
    Optional<TrainerProvider> builtIn = BuiltInTrainers.named(word);
    if (builtIn.isPresent()) {
      return builtIn(builtIn.get());
    }
    Path directory = Path.of(word);
    if (!Files.isDirectory(directory)) {
      String known =
          BuiltInTrainers.all().stream()
              .map(TrainerProvider::name)
              .collect(Collectors.joining(", "));
      throw new BadInputException(
          "'%s' is neither a built-in trainer (%s) nor a directory".formatted(word, known));
    }
    return submission(directory, workspace);
  }

  /** A built-in trainer as a candidate. */
  public static Candidate builtIn(TrainerProvider provider) {
    return new Candidate(
        provider.name(),
        Optional.empty(),
        Optional.empty(),
        BuiltInTrainers.entrant(provider.name(), provider.name()).command());
  }

  private static Candidate submission(Path directory, Workspace workspace) {
    Manifest manifest = Manifest.read(directory);
    Sources sources = Sources.of(directory);
    Path classes = SubmissionCompiler.compile(sources, workspace);
    if (!Files.exists(classes.resolve(manifest.provider().replace('.', '/') + ".class"))) {
      throw new BadInputException(
          "%s: the provider class %s is not among its sources"
              .formatted(directory, manifest.provider()));
    }
    return new Candidate(
        manifest.name(),
        Optional.of(manifest),
        Optional.of(sources.digest()),
        WorkerCommand.of(manifest.provider(), classes, manifest.jvmArgs()));
  }

  /** This candidate as one who takes part in a round. */
  public Entrant entrant(String label) {
    return new Entrant(label, command);
  }
}
