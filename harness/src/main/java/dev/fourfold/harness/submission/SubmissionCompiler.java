package dev.fourfold.harness.submission;

import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles a submission's sources against the contract and the JDK, with no annotation processor.
 */
final class SubmissionCompiler {
  private static final int MOST_ERRORS_SHOWN = 5;

  private SubmissionCompiler() {}

  /**
   * Compiles.
   *
   * @return the directory of the classes, in the workspace
   * @throws BadInputException with javac's first messages, if the sources do not compile
   */
  static Path compile(Sources sources, Workspace workspace) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Path classes = workspace.newDirectory("classes");
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-implicit:none",
            "-nowarn",
            // No --release: javac knows no incubator module under it.
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            WorkerCommand.home(Trainer.class).toString(),
            "-d",
            classes.toString());
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
      StringWriter rest = new StringWriter();
      boolean compiled =
          compiler
              .getTask(
                  rest,
                  files,
                  diagnostics,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(sources.files()))
              .call();
      if (!compiled) {
        throw new BadInputException(message(sources, diagnostics, rest.toString()));
      }
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String message(
      Sources sources, DiagnosticCollector<JavaFileObject> diagnostics, String rest) {
    List<Diagnostic<? extends JavaFileObject>> errors =
        diagnostics.getDiagnostics().stream()
            .<Diagnostic<? extends JavaFileObject>>map(diagnostic -> diagnostic)
            .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
            .toList();
    StringBuilder message = new StringBuilder("%s does not compile".formatted(sources.directory()));
    for (Diagnostic<? extends JavaFileObject> error :
        errors.subList(0, Math.min(MOST_ERRORS_SHOWN, errors.size()))) {
      message.append(System.lineSeparator()).append("  ");
      if (error.getSource() != null) {
        message.append(error.getSource().getName()).append(':').append(error.getLineNumber());
        message.append(": ");
      }
      message.append(error.getMessage(Locale.ROOT).replaceAll("\\R\\s*", "; "));
    }
    if (errors.size() > MOST_ERRORS_SHOWN) {
      message.append(System.lineSeparator());
      message.append("  … and %d more".formatted(errors.size() - MOST_ERRORS_SHOWN));
    }
    return errors.isEmpty() ? message + ": " + rest.strip() : message.toString();
  }
}
