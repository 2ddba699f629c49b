package dev.fourfold.harness.sandbox;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A worker that the JDK's flight recorder watches, as held as it was before: the recorder's module
 * is added to the JVM, and one empty directory, into which the recorder writes, to the sandbox.
 *
 * @param command of the worker
 * @param classes where the trainer's classes are, outside the sandbox
 */
public record Recording(List<String> command, Path classes) {
  private static final String INSIDE = "/recording";
  private static final String MODULES = "--limit-modules=";
  private static final String SAMPLE = "jdk.ExecutionSample";

  public Recording {
    command = List.copyOf(command);
  }

  /**
   * Adds the recorder.
   *
   * @param worker from {@link Confinement#worker}, or of a built-in trainer
   * @param repository an empty directory
   */
  public static Recording of(List<String> worker, Path repository) {
    List<String> command = new ArrayList<>(worker);
    command.replaceAll(part -> part.startsWith(MODULES) ? part + ",jdk.jfr" : part);
    int sandboxed = command.indexOf(Sandbox.CLASSES);
    if (sandboxed >= 0) {
      Path classes = Path.of(command.get(sandboxed - 1));
      command.addAll(
          sandboxed + 1, List.of("--bind", repository.toAbsolutePath().toString(), INSIDE));
      return new Recording(recorded(command, INSIDE), classes);
    }
    String classPath = command.get(command.lastIndexOf("-cp") + 1);
    Path classes = Path.of(classPath.substring(classPath.lastIndexOf(File.pathSeparatorChar) + 1));
    return new Recording(recorded(command, repository.toAbsolutePath().toString()), classes);
  }

  private static List<String> recorded(List<String> command, String repository) {
    command.addAll(
        command.lastIndexOf("-cp"),
        List.of(
            // Without it samples would fall on the ends of loops only.
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+DebugNonSafepoints",
            "-XX:FlightRecorderOptions=repository=" + repository,
            // Not with settings=none: then nothing is flushed for a reader to see.
            "-XX:StartFlightRecording=settings=profile"));
    return command;
  }

  /** The name of the events that are recorded. */
  public static String event() {
    return SAMPLE;
  }
}
