package dev.fourfold.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fourfold in a process of its own, for tests that end it. */
final class Started {
  private Started() {}

  /** Without what it says on standard error. */
  static Process fourfold(List<String> arguments, ProcessBuilder.Redirect output)
      throws IOException {
    return start(Fourfold.class, arguments, output, ProcessBuilder.Redirect.DISCARD);
  }

  /** Sends it a signal, by the shell's own kill: a program of that name is not everywhere. */
  static void signal(Process process, String name) throws IOException, InterruptedException {
    String number = Long.toString(process.pid());
    new ProcessBuilder("/bin/sh", "-c", "kill \"$@\"", "sh", "-" + name, number).start().waitFor();
  }

  static Process start(
      Class<?> main,
      List<String> arguments,
      ProcessBuilder.Redirect output,
      ProcessBuilder.Redirect error)
      throws IOException {
    return builder(main, arguments).redirectOutput(output).redirectError(error).start();
  }

  /** Of a process that is still to be started. */
  static ProcessBuilder builder(Class<?> main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                // Whoever runs the tests in the background has INT ignored, and children inherit.
                "env",
                "--default-signal=INT,TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It does not live long enough for more.
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfourfold.lock=" + System.getProperty("fourfold.lock"),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
