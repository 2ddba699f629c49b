package dev.fourfold.core.worker;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * On which cores threads may run: Linux's {@code sched_setaffinity}, through {@code taskset} of
 * util-linux. Where there is none, nothing happens.
 */
public final class Affinity {
  private static final File TASKSET = new File("/usr/bin/taskset");
  private static final File STATUS = new File("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";

  private Affinity() {}

  /** The numbers of the cores on which this process may run; none if it is not known. */
  public static List<Integer> allowed() {
    try (BufferedReader status =
        new BufferedReader(new FileReader(STATUS, StandardCharsets.ISO_8859_1))) {
      return status
          .lines()
          .filter(line -> line.startsWith(ALLOWED))
          .findFirst()
          .map(line -> numbers(line.substring(ALLOWED.length()).strip()))
          .orElse(List.of());
    } catch (IOException | NumberFormatException e) {
      return List.of();
    }
  }

  /** Of a list like {@code 0-3,8}. */
  static List<Integer> numbers(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", -1);
      for (int core = Integer.parseInt(ends[0]);
          core <= Integer.parseInt(ends[ends.length - 1]);
          core++) {
        numbers.add(core);
      }
    }
    return List.copyOf(numbers);
  }

  /**
   * Lets one thread run on these cores only.
   *
   * @param thread its number, which for a process is its first thread's
   * @return whether it has been done
   */
  public static boolean ofThread(long thread, List<Integer> cores) {
    return set("-pc", thread, cores);
  }

  /** Lets all threads that a process has now run on these cores only. */
  static void ofProcess(long process, List<Integer> cores) {
    set("-apc", process, cores);
  }

  private static boolean set(String options, long id, List<Integer> cores) {
    if (cores.isEmpty() || !TASKSET.canExecute()) {
      return false;
    }
    String list = cores.stream().map(String::valueOf).collect(Collectors.joining(","));
    try {
      return new ProcessBuilder(TASKSET.getPath(), options, list, Long.toString(id))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
