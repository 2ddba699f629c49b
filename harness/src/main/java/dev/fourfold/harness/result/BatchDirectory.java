package dev.fourfold.harness.result;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.CleanUp;
import dev.fourfold.harness.PlainText;
import dev.fourfold.harness.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A directory of several results, which fills while a batch goes on: {@value #SETTINGS} says how
 * the batch is graded, each candidate's directory is there whole or not at all, and {@value
 * #SUMMARY} comes last. A batch that was interrupted goes on in its directory, if it is still the
 * same batch: the same settings, the same Fourfold, the same machine.
 */
public final class BatchDirectory implements AutoCloseable {
  static final String SETTINGS = "batch.json";
  static final String SUMMARY = "summary.json";
  private static final String RESULT = "result.json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path directory;
  private final FileChannel lock;
  private final CleanUp cleanUp;

  /**
   * Begins a batch or goes on with it.
   *
   * @param settings everything that the results depend on beside the candidates
   * @param resume whether the directory may be there
   * @throws BadInputException if it may not, is another batch's, or is in use
   */
  public BatchDirectory(Path target, Map<String, ?> settings, boolean resume) {
    directory = target.toAbsolutePath().normalize();
    JsonNode wanted = MAPPER.readTree(MAPPER.writeValueAsString(settings));
    try {
      boolean isThere = Files.exists(directory);
      if (isThere && !resume) {
        throw new BadInputException(
            Files.exists(directory.resolve(SETTINGS))
                ? "%s exists already: --resume goes on with an interrupted batch".formatted(target)
                : "%s exists already".formatted(target));
      }
      if (isThere && Files.exists(directory.resolve(SETTINGS))) {
        requireSame(target, MAPPER.readTree(directory.resolve(SETTINGS)), wanted);
      } else {
        begin(target, wanted);
      }
      lock = lock(target);
      OutputDirectory.discardOrphansIn(directory);
    } catch (IOException e) {
      throw BadInputException.of("cannot use %s for a batch".formatted(target), e);
    } catch (JacksonException e) {
      throw new BadInputException(
          "cannot use %s for a batch: its %s is damaged".formatted(target, SETTINGS));
    }
    cleanUp = new CleanUp(this::discardIfEmpty);
  }

  private static void requireSame(Path target, JsonNode begun, JsonNode wanted) {
    for (Map.Entry<String, JsonNode> setting : wanted.properties()) {
      JsonNode then = begun.path(setting.getKey());
      if (!then.equals(setting.getValue())) {
        throw new BadInputException(
            "%s was begun with another %s (%s, now %s): take a new directory"
                .formatted(target, setting.getKey(), shown(then), shown(setting.getValue())));
      }
    }
  }

  private static String shown(JsonNode node) {
    String text = node.isContainer() ? "other digests" : node.asString("nothing");
    return PlainText.line(text);
  }

  private void begin(Path target, JsonNode settings) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.anyMatch(entry -> !entry.getFileName().toString().startsWith("."))) {
        throw new BadInputException("%s holds something that is no batch".formatted(target));
      }
    }
    write(SETTINGS, MAPPER.writeValueAsString(settings));
  }

  /** The kernel releases it with this process, however that ends. */
  private FileChannel lock(Path target) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(SETTINGS), StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // By this very process.
    }
    channel.close();
    throw new BadInputException("another grading is writing to %s".formatted(target));
  }

  private void write(String name, String text) throws IOException {
    try (WholeFile file = new WholeFile(directory.resolve(name))) {
      Files.writeString(file.partial(), text + System.lineSeparator());
      file.replace();
    }
  }

  /** One that lies here already. */
  public record Kept(Path place, GradingResult result) {}

  /**
   * The results that are here.
   *
   * @throws BadInputException if one is not sound
   */
  public List<Kept> kept() {
    List<Kept> kept = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Path file = entry.resolve(RESULT);
        if (!entry.getFileName().toString().startsWith(".") && Files.exists(file)) {
          ResultCheck.Outcome outcome = ResultCheck.of(file);
          if (!outcome.disagreements().isEmpty()) {
            throw new BadInputException(
                "%s is not sound: see verify-result, or remove it".formatted(file));
          }
          kept.add(new Kept(entry, outcome.result()));
        }
      }
    } catch (IOException e) {
      throw BadInputException.of("cannot read " + directory, e);
    }
    return kept;
  }

  /** A place for a candidate's files: what its name leaves of it, and a number if that is taken. */
  public OutputDirectory place(String candidate) {
    String name = PlainText.fileName(candidate);
    Path place = directory.resolve(name);
    for (int copy = 2; Files.exists(place); copy++) {
      place = directory.resolve(name + "-" + copy);
    }
    return new OutputDirectory(place);
  }

  /** Says what came of all: with it the batch is complete. */
  public void finish(Object summary) {
    try {
      write(SUMMARY, MAPPER.writeValueAsString(summary));
    } catch (IOException e) {
      throw BadInputException.of("cannot write to " + directory, e);
    }
  }

  /** Where it is. */
  public Path path() {
    return directory;
  }

  /** The name of a place in it. */
  public String nameOf(Path place) {
    return Optional.ofNullable(place.getFileName()).map(Path::toString).orElse("");
  }

  @Override
  public void close() {
    cleanUp.close();
    try {
      lock.close();
    } catch (IOException e) {
      // The lock goes with the process.
    }
  }

  /** A batch without any result has nothing to go on with. */
  private void discardIfEmpty() {
    try (Stream<Path> entries = Files.list(directory)) {
      boolean isEmpty =
          entries.allMatch(
              entry -> {
                String name = entry.getFileName().toString();
                return name.equals(SETTINGS) || name.startsWith(".");
              });
      if (isEmpty) {
        CleanUp.delete(directory);
      }
    } catch (IOException e) {
      // Gone, or not ours to delete.
    }
  }
}
