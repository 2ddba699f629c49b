package dev.fourfold.harness.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a submission's processes are held in: how their command lines are made. */
public sealed interface Confinement permits Sandbox, Unconfined {

  /** What the result says about it. */
  String description();

  /**
   * The command of the worker of a submission.
   *
   * @param contract from {@link Contract#write}
   * @param classes the submission's compiled classes
   * @param provider the class name of its provider
   * @param jvmFlags those its manifest asks for
   */
  List<String> worker(Path contract, Path classes, String provider, List<String> jvmFlags);

  /**
   * The command of the compiler of a submission. It names source files as {@link #nameOf} does.
   *
   * @param contract from {@link Contract#write}
   * @param submission its directory
   * @param sources files in that directory
   * @param output where classes go
   */
  List<String> compiler(Path contract, Path submission, List<Path> sources, Path output);

  /** What a file of the submission is called where the compiler runs. */
  String nameOf(Path submission, Path file);

  /** The flags of the compiler's JVM, and javac's, with names as they are where it runs. */
  static List<String> compilerArguments(String contract, List<String> sources, String output) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xmx1g",
                "-Xss8m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:-CreateCoredumpOnCrash",
                "-Duser.language=en",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-m",
                "jdk.compiler/com.sun.tools.javac.Main"));
    arguments.addAll(javacOptions(contract, output));
    arguments.addAll(sources);
    return arguments;
  }

  /** javac's own options. */
  static List<String> javacOptions(String contract, String output) {
    return List.of(
        "-encoding",
        "UTF-8",
        // No processor of the submission's own runs inside javac.
        "-proc:none",
        "-implicit:none",
        "-nowarn",
        "-g",
        "-XDdiags.formatterOptions=-source",
        // No --release: javac knows no incubator module under it.
        "--add-modules",
        "jdk.incubator.vector",
        "-cp",
        contract,
        "-d",
        output);
  }
}
