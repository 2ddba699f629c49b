package dev.fourfold.harness.submission;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

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

  /** Choices of the JIT and the collector that change nothing about what may be done. */
  private static final Pattern ALLOWED_JVM_ARG =
      Pattern.compile(
          "-XX:[+-]Use(Serial|Parallel|G1)GC"
              + "|-XX:[+-]UseSuperWord"
              + "|-XX:(LoopUnrollLimit|MaxInlineSize|FreqInlineSize|MaxInlineLevel|MaxVectorSize"
              + "|InlineSmallCode|MaxNodeLimit|NodeLimitFudgeFactor|AllocatePrefetchStyle"
              + "|ObjectAlignmentInBytes)=[0-9]{1,7}"
              + "|-XX:[+-](AlwaysPreTouch|UseTransparentHugePages|TieredCompilation"
              + "|UseOnStackReplacement)");

  private static final int LONGEST_NAME = 100;

  public Manifest {
    jvmArgs = List.copyOf(jvmArgs);
  }

  /**
   * Reads the manifest of a submission.
   *
   * @throws BadInputException if there is none, or a key is missing, unknown or has a bad value
   */
  static Manifest read(Path directory) {
    Path file = directory.resolve(FILE);
    Properties properties = new Properties();
    try (Reader reader = new StringReader(Files.readString(file))) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new BadInputException("%s is no submission: it has no %s".formatted(directory, FILE));
    } catch (CharacterCodingException e) {
      throw new BadInputException("%s is no text in UTF-8".formatted(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException("cannot read %s: %s".formatted(file, e.getMessage()));
    }
    requireKeys(file, properties.stringPropertyNames());
    String name = properties.getProperty("name").strip();
    String provider = properties.getProperty("provider").strip();
    require(file, !name.isEmpty() && name.length() <= LONGEST_NAME, "name", "1 to 100 characters");
    require(file, name.chars().noneMatch(Character::isISOControl), "name", "no control characters");
    require(file, !properties.getProperty("author").isBlank(), "author", "not empty");
    require(file, CLASS_NAME.matcher(provider).matches(), "provider", "a class name");
    return new Manifest(
        name,
        properties.getProperty("author").strip(),
        Optional.ofNullable(properties.getProperty("agent")),
        Optional.ofNullable(properties.getProperty("description")),
        provider,
        jvmArgs(file, properties.getProperty("jvmArgs", "")));
  }

  private static void requireKeys(Path file, Set<String> keys) {
    for (String key : new TreeSet<>(keys)) {
      if (!REQUIRED.contains(key) && !OPTIONAL.contains(key)) {
        throw new BadInputException(
            "%s: unknown key '%s' (known are %s and %s)"
                .formatted(file, key, new TreeSet<>(REQUIRED), new TreeSet<>(OPTIONAL)));
      }
    }
    for (String key : new TreeSet<>(REQUIRED)) {
      if (!keys.contains(key)) {
        throw new BadInputException("%s: the key '%s' is missing".formatted(file, key));
      }
    }
  }

  private static void require(Path file, boolean holds, String key, String rule) {
    if (!holds) {
      throw new BadInputException("%s: '%s' must be %s".formatted(file, key, rule));
    }
  }

  private static List<String> jvmArgs(Path file, String value) {
    List<String> args = value.isBlank() ? List.of() : List.of(value.strip().split("\\s+"));
    for (String arg : args) {
      if (!ALLOWED_JVM_ARG.matcher(arg).matches()) {
        throw new BadInputException(
            "%s: the JVM flag '%s' is not allowed; see docs/authors.md for those that are"
                .formatted(file, arg));
      }
    }
    return args;
  }
}
