package dev.fourfold.harness.submission;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.sandbox.Confinement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compiles a submission's sources against the contract and the JDK, with no annotation processor.
 * javac reads a stranger's sources, so it runs where the stranger's classes will run.
 */
final class SubmissionCompiler {
  private static final int MOST_ERRORS_SHOWN = 5;
  private static final long MOST_CLASS_BYTES = 64L << 20;
  private static final int MOST_PRINTED_BYTES = 1 << 20;

  /** {@code file:line: error: message}, or without a place. */
  private static final Pattern ERROR = Pattern.compile("(?:(.+\\.java):(\\d+): )?error: (.*)");

  private SubmissionCompiler() {}

  /**
   * Compiles.
   *
   * @param contract what to compile against
   * @param classes an empty directory for the class files
   * @param deadline how long it may take
   * @throws BadInputException with javac's first messages, if the sources do not compile
   */
  static void compile(
      Sources sources, Confinement confinement, Path contract, Path classes, Duration deadline) {
    List<String> command =
        confinement.compiler(contract, sources.directory(), sources.files(), classes);
    Printed printed = run(sources, command, deadline);
    if (printed.exitCode() != 0) {
      throw bad(message(sources, confinement, printed.text()));
    }
    try (Stream<Path> files = Files.walk(classes)) {
      long bytes = files.mapToLong(file -> file.toFile().length()).sum();
      if (bytes > MOST_CLASS_BYTES) {
        throw new BadInputException(
            "%s: its classes have %d bytes, %d are allowed"
                .formatted(sources.directory(), bytes, MOST_CLASS_BYTES));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Printed(int exitCode, String text) {}

  private static Printed run(Sources sources, List<String> command, Duration deadline) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().clear();
      Process process = builder.start();
      process.getOutputStream().close();
      try {
        // The stream ends when the compiler does: read it first, but not for ever.
        var timer = process.onExit().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
        var ended =
            timer.whenComplete(
                (exited, late) -> {
                  if (late instanceof TimeoutException) {
                    process.destroyForcibly();
                  }
                });
        String text = "";
        try {
          text = firstBytes(process.getInputStream());
        } catch (IOException e) {
          // Whoever is ended by force has its streams closed under the reader.
          if (!isLate(ended)) {
            throw e;
          }
        }
        if (isLate(ended)) {
          throw bad(
              "%s does not compile within %d s"
                  .formatted(sources.directory(), deadline.toSeconds()));
        }
        return new Printed(process.exitValue(), text);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLate(CompletableFuture<Process> ended) {
    return ended.handle((exited, late) -> late != null).join();
  }

  private static String firstBytes(InputStream stream) throws IOException {
    try (stream) {
      String text = new String(stream.readNBytes(MOST_PRINTED_BYTES), StandardCharsets.UTF_8);
      stream.transferTo(OutputStream.nullOutputStream());
      return text;
    }
  }

  /** The first errors, each on a line of its own with what javac adds to it. */
  private static String message(Sources sources, Confinement confinement, String printed) {
    List<StringBuilder> errors = new ArrayList<>();
    for (String line : printed.lines().toList()) {
      Matcher error = ERROR.matcher(line);
      if (error.matches()) {
        StringBuilder text = new StringBuilder();
        if (error.group(1) != null) {
          text.append(shown(sources, confinement, error.group(1)));
          text.append(':').append(error.group(2)).append(": ");
        }
        errors.add(text.append(error.group(3)));
      } else if (line.startsWith(" ") && !errors.isEmpty()) {
        errors.getLast().append("; ").append(line.strip());
      }
    }
    StringBuilder message = new StringBuilder("%s does not compile".formatted(sources.directory()));
    for (StringBuilder error : errors.subList(0, Math.min(MOST_ERRORS_SHOWN, errors.size()))) {
      message.append(System.lineSeparator()).append("  ").append(error);
    }
    if (errors.size() > MOST_ERRORS_SHOWN) {
      message.append(System.lineSeparator());
      message.append("  … and %d more".formatted(errors.size() - MOST_ERRORS_SHOWN));
    }
    return errors.isEmpty()
        ? message + ": " + printed.lines().limit(1).findFirst().orElse("javac said nothing")
        : message.toString();
  }

  private static String shown(Sources sources, Confinement confinement, String name) {
    return sources.files().stream()
        .filter(file -> confinement.nameOf(sources.directory(), file).equals(name))
        .map(Path::toString)
        .findFirst()
        .orElse(name);
  }

  private static BadInputException bad(String message) {
    return new BadInputException(BadInputException.DOES_NOT_COMPILE, message);
  }
}
