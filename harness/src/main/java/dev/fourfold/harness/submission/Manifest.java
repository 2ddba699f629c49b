package dev.fourfold.harness.submission;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code submission.properties}: who submits what.
 *
 * @param name short, as tables show it
 * @param author who answers for it
 * @param agent the program that wrote it, if one did
 * @param description in a sentence
 * @param provider the class name of its {@link dev.fourfold.core.training.TrainerProvider}
 * @param jvmArgs flags asked for beyond those that every worker gets
 */
public record Manifest(
    String name,
    String author,
    Optional<String> agent,
    Optional<String> description,
    String provider,
    List<String> jvmArgs) {

  static final String FILE = "submission.properties";

  private static final Set<String> REQUIRED = Set.of("name", "author", "provider");
  private static final Set<String> OPTIONAL = Set.of("agent", "description", "jvmArgs");
  private static final Pattern CLASS_NAME =
      Pattern.compile("\\p{javaJavaIdentifierStart}[\\p{javaJavaIdentifierPart}.]*");

  /** Choices of the JIT and the collector that change nothing about what may be done: on or off. */
  private static final List<String> SWITCHES =
      List.of(
          "AlwaysPreTouch",
          "TieredCompilation",
          "UseG1GC",
          "UseOnStackReplacement",
          "UseParallelGC",
          "UseSerialGC",
          "UseSuperWord",
          "UseTransparentHugePages");

  /** The same, with a number. */
  private static final List<String> NUMBERS =
      List.of(
          "AllocatePrefetchStyle",
          "FreqInlineSize",
          "InlineSmallCode",
          "LoopUnrollLimit",
          "MaxInlineLevel",
          "MaxInlineSize",
          "MaxNodeLimit",
          "MaxVectorSize",
          "NodeLimitFudgeFactor",
          "ObjectAlignmentInBytes");

  private static final Pattern ALLOWED_JVM_ARG =
      Pattern.compile(
          "-XX:[+-](%s)|-XX:(%s)=[0-9]{1,7}"
              .formatted(String.join("|", SWITCHES), String.join("|", NUMBERS)));

  private static final int MOST_BYTES = 1 << 20;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_TEXT = 1000;

  public Manifest {
    jvmArgs = List.copyOf(jvmArgs);
  }

  /** The JVM flags that {@code jvmArgs} may hold, as people read them. */
  public static List<String> allowedJvmArgs() {
    return Stream.concat(
            SWITCHES.stream().map("-XX:±%s"::formatted),
            NUMBERS.stream().map("-XX:%s=N"::formatted))
        .toList();
  }

  /**
   * Reads the manifest of a submission.
   *
   * @throws BadInputException if there is none, or a key is missing, unknown or has a bad value
   */
  static Manifest read(Path directory) {
    Path file = directory.resolve(FILE);
    Properties properties = new Properties();
    ByteBuffer bytes = ByteBuffer.wrap(bytes(directory));
    try (Reader reader =
        new StringReader(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString())) {
      properties.load(reader);
    } catch (CharacterCodingException e) {
      throw bad("%s is no text in UTF-8".formatted(file));
    } catch (IOException | IllegalArgumentException e) {
      throw bad("cannot read %s: %s".formatted(file, e.getMessage()));
    }
    return of(file.toString(), properties);
  }

  /**
   * The file as it is, which a submission cannot make larger than memory is.
   *
   * @throws BadInputException if it cannot be read or is too large
   */
  static byte[] bytes(Path directory) {
    Path file = directory.resolve(FILE);
    boolean isThere = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    if (isThere && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      // A pipe would be waited for, and a link may lead out of the submission.
      throw bad("%s is no regular file".formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw bad("%s has more than the %d bytes that are allowed".formatted(file, MOST_BYTES));
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw bad("%s is no submission: it has no %s".formatted(directory, FILE));
    } catch (IOException e) {
      throw bad("cannot read %s: %s".formatted(file, e.getMessage()));
    }
  }

  /**
   * A manifest of these values.
   *
   * @param where what messages begin with
   * @throws BadInputException if a key is missing, unknown or has a bad value
   */
  static Manifest of(String where, Properties properties) {
    requireKeys(where, properties.stringPropertyNames());
    String name = properties.getProperty("name").strip();
    String author = properties.getProperty("author").strip();
    String provider = properties.getProperty("provider").strip();
    require(
        where,
        !name.isEmpty() && name.length() <= LONGEST_NAME,
        "name",
        "1 to %d characters".formatted(LONGEST_NAME));
    require(where, !author.isEmpty(), "author", "not empty");
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      String value = properties.getProperty(key);
      require(where, PlainText.isPrintable(value), key, "text without control characters");
      require(
          where,
          value.length() <= LONGEST_TEXT,
          key,
          "at most %d characters".formatted(LONGEST_TEXT));
    }
    require(where, CLASS_NAME.matcher(provider).matches(), "provider", "a class name");
    return new Manifest(
        name,
        author,
        Optional.ofNullable(properties.getProperty("agent")),
        Optional.ofNullable(properties.getProperty("description")),
        provider,
        jvmArgs(where, properties.getProperty("jvmArgs", "")));
  }

  private static void requireKeys(String where, Set<String> keys) {
    for (String key : new TreeSet<>(keys)) {
      if (!REQUIRED.contains(key) && !OPTIONAL.contains(key)) {
        throw bad(
            "%s: unknown key '%s' (known are %s and %s)"
                .formatted(where, key, new TreeSet<>(REQUIRED), new TreeSet<>(OPTIONAL)));
      }
    }
    for (String key : new TreeSet<>(REQUIRED)) {
      if (!keys.contains(key)) {
        throw bad("%s: the key '%s' is missing".formatted(where, key));
      }
    }
  }

  private static void require(String where, boolean holds, String key, String rule) {
    if (!holds) {
      throw bad("%s: '%s' must be %s".formatted(where, key, rule));
    }
  }

  private static List<String> jvmArgs(String where, String value) {
    List<String> args = value.isBlank() ? List.of() : List.of(value.strip().split("\\s+"));
    for (String arg : args) {
      if (!ALLOWED_JVM_ARG.matcher(arg).matches()) {
        throw bad(
            "%s: the JVM flag '%s' is not allowed; see docs/authors.md for those that are"
                .formatted(where, arg));
      }
    }
    return args;
  }

  private static BadInputException bad(String message) {
    return new BadInputException(BadInputException.BAD_MANIFEST, message);
  }
}
