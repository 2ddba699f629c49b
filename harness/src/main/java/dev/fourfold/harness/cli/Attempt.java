package dev.fourfold.harness.cli;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One submission of the corpus of exploits: what it tries, and what has to come of it.
 *
 * @param directory where it lies: {@code submission.properties}, {@code expected.properties},
 *     {@code src/}
 * @param tries in one line
 * @param expected with everything in place
 * @param behind with the filter off, where it is the filter that catches it
 */
record Attempt(Path directory, String tries, Outcome expected, Optional<Outcome> behind) {
  /** A bad submission is refused before there is a verdict. */
  static final String REFUSED = "refused";

  static final String VERIFIED = "verified";

  /** Any code of verification: which quantity is off first does not matter here. */
  private static final String WRONG = "wrong";

  private static final Set<String> NOT_OF_VERIFICATION =
      Set.of(
          VERIFIED,
          REFUSED,
          "forbidden-api",
          "provider-failed",
          "trainer-failed",
          "out-of-memory",
          "worker-died",
          "timed-out",
          "protocol-broken",
          "busy-when-idle",
          "left-threads",
          "left-processes",
          "more-cpu-than-granted",
          "work-not-accounted",
          "faster-than-the-machine");

  /**
   * What has to come of it.
   *
   * @param codes reason codes, one of which it has to be; {@code verified}, {@code refused} or
   *     {@code wrong} for any of verification's
   * @param by what stops it, in a word
   * @param message what the message has to contain, a regular expression
   * @param why why it may be verified with the filter off
   */
  record Outcome(List<String> codes, String by, Pattern message, Optional<String> why) {
    Outcome {
      codes = List.copyOf(codes);
    }

    boolean matches(String code, String said) {
      boolean isCode =
          codes.contains(code) || (codes.contains(WRONG) && !NOT_OF_VERIFICATION.contains(code));
      return isCode && message.matcher(said).find();
    }

    private static Optional<Outcome> read(Properties properties, String prefix) {
      return Optional.ofNullable(properties.getProperty(prefix + "code"))
          .map(
              codes ->
                  new Outcome(
                      List.of(codes.split("\\|")),
                      properties.getProperty(prefix + "by", "-"),
                      Pattern.compile(properties.getProperty(prefix + "message", "")),
                      Optional.ofNullable(properties.getProperty(prefix + "why"))));
    }
  }

  String name() {
    return directory.getFileName().toString();
  }

  /**
   * Reads a corpus.
   *
   * @param corpus a directory with {@code caught}, {@code honest} and {@code template}
   * @throws BadInputException if it is none
   */
  static List<Attempt> readAll(Path corpus) {
    return Stream.of("caught", "honest")
        .flatMap(kind -> readKind(corpus.resolve(kind)).stream())
        .toList();
  }

  private static List<Attempt> readKind(Path kind) {
    try (Stream<Path> directories = Files.list(kind)) {
      return directories.sorted().map(Attempt::read).toList();
    } catch (IOException e) {
      throw new BadInputException("%s is no corpus of exploits".formatted(kind.getParent()));
    }
  }

  private static Attempt read(Path directory) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(directory.resolve("expected.properties"))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new BadInputException("%s has no expected.properties".formatted(directory));
    }
    return new Attempt(
        directory,
        properties.getProperty("tries"),
        Outcome.read(properties, "")
            .orElseThrow(() -> new BadInputException(directory + ": no expected code")),
        Outcome.read(properties, "behind."));
  }

  /**
   * The whole submission: its own files, and the honest trainer that all attempts build on.
   *
   * @param place an empty directory
   * @param naive the sources of the naive trainer, which stand in for an honest author's
   */
  Path assemble(Path place, Path naive) {
    try {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.toList()) {
          Path target = place.resolve(directory.relativize(file).toString());
          if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(target.getParent());
            Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
          }
        }
      }
      Path honest = Files.createDirectories(place.resolve("src/honest"));
      Path template = directory.resolveSibling("../template/honest").normalize();
      try (Stream<Path> own = Files.list(template);
          Stream<Path> borrowed = Files.list(naive)) {
        for (Path file : Stream.concat(own, borrowed).toList()) {
          String text = Files.readString(file);
          Files.writeString(
              honest.resolve(file.getFileName()),
              text.replace("package dev.fourfold.baselines.naive;", "package honest;"));
        }
      }
      Files.deleteIfExists(honest.resolve("package-info.java"));
      Files.move(
          place.resolve("expected.properties"),
          place.resolveSibling(place.getFileName() + ".expected"),
          StandardCopyOption.REPLACE_EXISTING);
      return place;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
