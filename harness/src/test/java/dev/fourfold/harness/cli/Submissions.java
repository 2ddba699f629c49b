package dev.fourfold.harness.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Writes submissions for tests, some from the source of a trainer of ours. */
final class Submissions {
  static final String PACKAGE = "author";

  private static final Path BASELINES =
      Path.of("../baselines/src/main/java/dev/fourfold/baselines");

  private Submissions() {}

  /** A copy of the naive trainer, under another package, as a submission. */
  static Path naive(Path parent, String name) throws IOException {
    return copy(parent, name, "naive");
  }

  /** A copy of a trainer of ours, under another package, as a submission. */
  static Path copy(Path parent, String name, String trainer) throws IOException {
    Path directory = Files.createDirectories(parent.resolve(name));
    String provider = trainer.substring(0, 1).toUpperCase(Locale.ROOT) + trainer.substring(1);
    manifest(directory, "name=" + name, "author=test", "provider=author." + provider + "Provider");
    Path sources = Files.createDirectories(directory.resolve("src").resolve(PACKAGE));
    try (Stream<Path> files = Files.list(BASELINES.resolve(trainer))) {
      for (Path file : files.toList()) {
        String text = Files.readString(file).replace("dev.fourfold.baselines." + trainer, PACKAGE);
        Files.writeString(sources.resolve(file.getFileName()), text);
      }
    }
    return directory;
  }

  /** A copy of the naive trainer with one thing changed. */
  static Path mutant(Path parent, String name, String file, String from, String to)
      throws IOException {
    Path directory = naive(parent, name);
    Path source = directory.resolve("src").resolve(PACKAGE).resolve(file);
    String text = Files.readString(source);
    if (!text.contains(from)) {
      throw new IllegalArgumentException(file + " has no '" + from + "'");
    }
    Files.writeString(source, text.replace(from, to));
    return directory;
  }

  /** A submission of one class, {@code author.Provider}, whose trainer is given as its body. */
  static Path provider(Path parent, String name, String providerBody) throws IOException {
    Path directory = Files.createDirectories(parent.resolve(name));
    manifest(directory, "name=" + name, "author=test", "provider=author.Provider");
    Path sources = Files.createDirectories(directory.resolve("src").resolve(PACKAGE));
    Files.writeString(
        sources.resolve("Provider.java"),
        """
        package author;
        import dev.fourfold.core.training.*;
        public final class Provider implements TrainerProvider {
          @Override public String name() { return "test"; }
          %s
        }
        """
            .formatted(providerBody));
    return directory;
  }

  /** A {@link #provider} whose trainer's step is given. */
  static Path step(Path parent, String name, String stepBody) throws IOException {
    return provider(
        parent,
        name,
        """
        @Override public Trainer create(TrainingTask task, float[] initial) {
          return new Trainer() {
            @Override public float step(int[] inputs, int[] targets, float learningRate) {
              %s
            }
            @Override public void readParameters(float[] destination) {}
          };
        }
        """
            .formatted(stepBody));
  }

  static void manifest(Path directory, String... lines) throws IOException {
    Files.write(directory.resolve("submission.properties"), List.of(lines));
  }
}
