package dev.fourfold.harness.sandbox;

import dev.fourfold.benchmarks.episode.WorkerCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** No sandbox: what somebody gets who allowed it, and said so to the result. */
record Unconfined() implements Confinement {
  static final String DESCRIPTION = "none (allowed)";

  @Override
  public String description() {
    return DESCRIPTION;
  }

  @Override
  public List<String> worker(Path contract, Path classes, String provider, List<String> jvmFlags) {
    return WorkerCommand.of(provider, contract, classes, jvmFlags);
  }

  @Override
  public List<String> compiler(Path contract, Path submission, List<Path> sources, Path output) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    CompilerCache.file().map(Path::toString).map(CompilerCache::flags).ifPresent(command::addAll);
    command.addAll(
        Confinement.compilerArguments(
            contract.toString(),
            sources.stream().map(file -> nameOf(submission, file)).toList(),
            output.toString()));
    return command;
  }

  @Override
  public String nameOf(Path submission, Path file) {
    return file.toAbsolutePath().toString();
  }
}
