package dev.fourfold.harness.submission;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.sandbox.ApiFilter;
import dev.fourfold.harness.sandbox.CompiledClasses;
import dev.fourfold.harness.sandbox.Confinement;
import dev.fourfold.harness.sandbox.Contract;
import dev.fourfold.harness.sandbox.Division;
import dev.fourfold.harness.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
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
 * @param classDigest SHA-256 over the names and bytes of the class files that run
 * @param command what starts its worker
 * @param sandbox what holds its worker, in words
 * @param division what it computes with
 * @param forbidden what its classes name that they may not, in one line, if they do
 */
public record Candidate(
    String name,
    Optional<Manifest> manifest,
    Optional<String> sourceDigest,
    String classDigest,
    List<String> command,
    String sandbox,
    Division division,
    Optional<String> forbidden) {

  private static final String NO_STRANGER = "none (built-in trainer)";

  private static final Duration COMPILER_DEADLINE = Duration.ofSeconds(60);

  public Candidate {
    command = List.copyOf(command);
  }

  /**
   * What a word on the command line stands for: the name of a built-in trainer or the directory of
   * a submission, which is compiled here.
   *
   * @param workspace where compiled classes may be put
   * @param allowUnsandboxed whether to go on where there is no sandbox
   * @throws BadInputException if it is neither, or the submission cannot be used
   */
  public static Candidate resolve(String word, Workspace workspace, boolean allowUnsandboxed) {
    Optional<TrainerProvider> builtIn = BuiltInTrainers.named(word);
    if (builtIn.isPresent()) {
      return builtIn(builtIn.get());
    }
    if (!isDirectory(word)) {
      String known =
          BuiltInTrainers.all().stream()
              .map(TrainerProvider::name)
              .collect(Collectors.joining(", "));
      throw new BadInputException(
          "'%s' is neither a built-in trainer (%s) nor a directory".formatted(word, known));
    }
    Confinement confinement = Sandbox.require(workspace.newDirectory("sandbox"), allowUnsandboxed);
    return submission(Path.of(word), workspace, confinement, COMPILER_DEADLINE);
  }

  private static boolean isDirectory(String word) {
    try {
      return Files.isDirectory(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * The digest of what a word on the command line stands for, whether it compiles or not; empty if
   * it is no submission that can be read.
   */
  public static Optional<String> sourceDigest(String word) {
    try {
      return Optional.of(Sources.of(Path.of(word)).digest());
    } catch (BadInputException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** A built-in trainer as a candidate. */
  public static Candidate builtIn(TrainerProvider provider) {
    Class<?> type = provider.getClass();
    CompiledClasses compiled =
        CompiledClasses.read(WorkerCommand.home(type), type.getPackageName());
    return new Candidate(
        provider.name(),
        Optional.empty(),
        Optional.empty(),
        compiled.digest(),
        BuiltInTrainers.entrant(provider.name(), provider.name()).command(),
        NO_STRANGER,
        Division.of(compiled),
        Optional.empty());
  }

  /**
   * A submission as a candidate, compiled and read through.
   *
   * @param compilerDeadline how long compiling may take
   * @throws BadInputException if it cannot be used
   */
  public static Candidate submission(
      Path directory, Workspace workspace, Confinement confinement, Duration compilerDeadline) {
    return submission(
        directory,
        workspace,
        confinement,
        (sources, contract, classes) ->
            SubmissionCompiler.compile(
                new Sources(directory, sources), confinement, contract, classes, compilerDeadline));
  }

  /**
   * As above, with another compiler: for sources that are known to be harmless to it.
   *
   * @throws BadInputException if it cannot be used
   */
  public static Candidate submission(
      Path directory, Workspace workspace, Confinement confinement, Compiler compiler) {
    Manifest manifest = Manifest.read(directory);
    Sources sources = Sources.of(directory);
    Path contract = Contract.write(workspace.newDirectory("contract"));
    Path classes = workspace.newDirectory("classes");
    compiler.compile(sources.files(), contract, classes);
    if (!Files.exists(classes.resolve(manifest.provider().replace('.', '/') + ".class"))) {
      throw new BadInputException(
          "%s: the provider class %s is not among its sources"
              .formatted(directory, manifest.provider()));
    }
    CompiledClasses compiled = CompiledClasses.read(classes, "");
    return new Candidate(
        manifest.name(),
        Optional.of(manifest),
        Optional.of(sources.digest()),
        compiled.digest(),
        confinement.worker(contract, classes, manifest.provider(), manifest.jvmArgs()),
        confinement.description(),
        Division.of(compiled),
        ApiFilter.firstForbidden(compiled));
  }

  /** This candidate with nothing forbidden: what stands behind the filter is tried with it. */
  public Candidate withoutFilter() {
    return new Candidate(
        name, manifest, sourceDigest, classDigest, command, sandbox, division, Optional.empty());
  }

  /** This candidate as one who takes part in a round. */
  public Entrant entrant(String label) {
    return new Entrant(label, command);
  }
}
