package dev.fourfold.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fourfold in a process of its own, for tests that end it. */
final class Started {
  private Started() {}

  static Process fourfold(List<String> arguments, ProcessBuilder.Redirect output)
      throws IOException {
    return start(Fourfold.class, arguments, output);
  }

  static Process start(Class<?> main, List<String> arguments, ProcessBuilder.Redirect output)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfourfold.lock=" + System.getProperty("fourfold.lock"),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectOutput(output)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
