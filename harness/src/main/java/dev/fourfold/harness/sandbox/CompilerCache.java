package dev.fourfold.harness.sandbox;

import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.harness.CleanUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * javac's own classes, loaded and linked ahead of time, in a file beside Fourfold's classes. The
 * build makes it; with it a compiler needs some 60 % of the time, and without it, or if the JDK is
 * another one by now, it compiles all the same.
 */
public final class CompilerCache {
  private static final Path FILE =
      WorkerCommand.home(CompilerCache.class).resolveSibling("javac.aot");

  private CompilerCache() {}

  /** Where it is, if the build could make it. */
  static Optional<Path> file() {
    return Optional.of(FILE).filter(Files::isRegularFile);
  }

  /** The flags of a compiler's JVM that uses it, if it can, and else says nothing. */
  static List<String> flags(String file) {
    return List.of("-XX:AOTCache=" + file, "-Xlog:disable");
  }

  /**
   * Makes it, of what javac loads to compile some sources. Where this JDK cannot, there is none.
   *
   * @param arguments the directory of the sources, against the contract
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("fourfold-javac-");
    try {
      Path made = directory.resolve(FILE.getFileName());
      Path log = directory.resolve("log");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-XX:AOTCacheOutput=" + made);
      command.addAll(
          Confinement.compilerArguments(
              Contract.write(directory).toString(),
              sources(Path.of(arguments[0])),
              Files.createDirectory(directory.resolve("classes")).toString()));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (process.waitFor() == 0 && Files.exists(made)) {
        Files.copy(made, FILE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.deleteIfExists(FILE);
        System.err.println("javac will start without a cache: " + Files.readString(log));
      }
    } finally {
      CleanUp.delete(directory);
    }
  }

  private static List<String> sources(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".java")).sorted().toList();
    }
  }
}
