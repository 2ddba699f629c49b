package dev.fourfold.core.worker;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads what Linux's {@code /proc} says of a process or a thread. */
final class ProcStat {
  private ProcStat() {}

  /**
   * The fields of {@code stat} behind the name, so that the third is the first here.
   *
   * @param directory of the process or thread
   * @throws IOException if it is gone, or there is no {@code /proc}
   */
  static String[] fields(File directory) throws IOException {
    String stat = text(new File(directory, "stat"));
    // The name is in parentheses and may hold anything.
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  /** The whole of a file. */
  static String text(File file) throws IOException {
    try (FileInputStream stream = new FileInputStream(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
