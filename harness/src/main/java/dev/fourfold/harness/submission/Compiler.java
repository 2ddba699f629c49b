package dev.fourfold.harness.submission;

import java.nio.file.Path;
import java.util.List;

/** Makes class files of a submission's sources. */
@FunctionalInterface
public interface Compiler {
  /**
   * Compiles.
   *
   * @param sources the submission's {@code .java} files
   * @param contract what to compile against
   * @param classes an empty directory for the class files
   * @throws dev.fourfold.harness.BadInputException with the first messages, if they do not compile
   */
  void compile(List<Path> sources, Path contract, Path classes);
}
