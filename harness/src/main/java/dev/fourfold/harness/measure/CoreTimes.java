package dev.fourfold.harness.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How all logical cores had spent their time up to a moment, by Linux's {@code /proc/stat}.
 *
 * @param ticks in its first eight fields, of which the last is what the hypervisor took; by the
 *     line's name, {@code cpu} for all cores and {@code cpu0} and so on for each. None where it
 *     cannot be read
 */
record CoreTimes(Map<String, List<Long>> ticks) {
  private static final Path STAT = Path.of("/proc/stat");
  private static final String ALL = "cpu";
  private static final int FIELDS = 8;

  CoreTimes {
    ticks = Map.copyOf(ticks);
  }

  /** Until now. */
  static CoreTimes read() {
    try {
      return parse(Files.readString(STAT));
    } catch (IOException e) {
      return new CoreTimes(Map.of());
    }
  }

  static CoreTimes parse(String stat) {
    Map<String, List<Long>> ticks = new HashMap<>();
    for (String line : stat.lines().filter(one -> one.startsWith(ALL)).toList()) {
      String[] words = line.split("\\s+", -1);
      try {
        List<Long> fields = new ArrayList<>();
        for (int field = 1; field <= FIELDS; field++) {
          fields.add(Long.parseLong(words[field]));
        }
        ticks.put(words[0], List.copyOf(fields));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        // An old kernel has fewer fields: then it is not known.
      }
    }
    return new CoreTimes(ticks);
  }

  /**
   * What the hypervisor took since then, as a fraction of the time of the cores that count.
   *
   * @param cores their numbers; of all logical cores if there are none, or not each can be read
   */
  Optional<Double> steal(CoreTimes before, List<Integer> cores) {
    List<String> lines = cores.stream().map(core -> ALL + core).toList();
    if (lines.isEmpty() || !before.has(lines) || !has(lines)) {
      lines = List.of(ALL);
    }
    if (!before.has(lines) || !has(lines)) {
      return Optional.empty();
    }
    long all = 0;
    long stolen = 0;
    for (String line : lines) {
      for (int field = 0; field < FIELDS; field++) {
        all += ticks.get(line).get(field) - before.ticks.get(line).get(field);
      }
      stolen += ticks.get(line).getLast() - before.ticks.get(line).getLast();
    }
    // A single tick is how time is counted, not evidence of theft.
    return Optional.of(stolen < 2 || all <= 0 ? 0 : (double) stolen / all);
  }

  private boolean has(List<String> lines) {
    return ticks.keySet().containsAll(lines);
  }
}
