package dev.fourfold.harness.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which processes there were at a moment, and how much processor time each had used, by Linux's
 * {@code /proc}. Times are in ticks.
 *
 * @param processes by number; none where they cannot be read
 */
record ProcessTable(Map<Long, Usage> processes) {
  private static final Path PROC = Path.of("/proc");

  ProcessTable {
    processes = Map.copyOf(processes);
  }

  /**
   * One process.
   *
   * @param parent the number of the one that waits for it
   * @param start when it began: numbers are used again
   * @param own what its threads used
   * @param children what those of its children used that have ended, and those of theirs: the
   *     kernel adds it when the parent has waited for them
   */
  record Usage(long pid, long parent, String name, long start, long own, long children) {
    /** From {@code /proc/PID/stat}: the name is in parentheses and may hold anything. */
    static Optional<Usage> parse(String stat) {
      try {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        String[] rest = stat.substring(close + 2).strip().split(" ", -1);
        return Optional.of(
            new Usage(
                Long.parseLong(stat.substring(0, open - 1)),
                Long.parseLong(rest[1]),
                stat.substring(open + 1, close).replaceAll("\\p{Cntrl}", "?"),
                Long.parseLong(rest[19]),
                Long.parseLong(rest[11]) + Long.parseLong(rest[12]),
                Long.parseLong(rest[13]) + Long.parseLong(rest[14])));
      } catch (RuntimeException e) {
        return Optional.empty();
      }
    }

    private boolean isSame(Usage other) {
      return pid == other.pid && start == other.start;
    }
  }

  /**
   * What processes that are not ours used from one moment to another.
   *
   * @param most the name of the one that used most of it, itself or through children that ended
   */
  record Foreign(long ticks, Optional<String> most) {}

  static ProcessTable of(Collection<Usage> processes) {
    Map<Long, Usage> byNumber = new HashMap<>();
    processes.forEach(one -> byNumber.put(one.pid(), one));
    return new ProcessTable(byNumber);
  }

  /** Now. */
  static ProcessTable read() {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(PROC, "[0-9]*")) {
      stream.forEach(entries::add);
    } catch (IOException e) {
      return new ProcessTable(Map.of());
    }
    // The youngest first, and so children before parents: one that ends meanwhile may then be
    // known both for itself and through its parent, which takes from what is seen later, but is not
    // missed, after which its whole life would seem to have fallen into the next look.
    entries.sort(
        Comparator.comparingLong((Path entry) -> Long.parseLong(entry.getFileName().toString()))
            .reversed());
    List<Usage> processes = new ArrayList<>();
    for (Path entry : entries) {
      try {
        Usage.parse(Files.readString(entry.resolve("stat"))).ifPresent(processes::add);
      } catch (IOException e) {
        // It ended while we looked, or is none of our business.
      }
    }
    return of(processes);
  }

  boolean isEmpty() {
    return processes.isEmpty();
  }

  /**
   * What others did since then. Of one that has ended meanwhile its parent tells, if that is still
   * there and has waited for it; if the parent has ended too, the parent's parent, and so on.
   *
   * @param self whose ancestors (who wait for it) and descendants are not foreign
   */
  Foreign since(ProcessTable before, long self) {
    Set<Long> family = family(self);
    Map<Long, Long> known = knownOfEnded(before);
    long all = 0;
    long mostTicks = 0;
    Optional<String> most = Optional.empty();
    for (Usage after : processes.values()) {
      if (family.contains(after.pid())) {
        continue;
      }
      // One that was not there before has used all its time since.
      Optional<Usage> then =
          Optional.ofNullable(before.processes.get(after.pid())).filter(after::isSame);
      long own = after.own() - then.map(Usage::own).orElse(0L);
      long ofEnded =
          after.children()
              - then.map(Usage::children).orElse(0L)
              - known.getOrDefault(after.pid(), 0L);
      // Less than nothing if an ended child's time has gone elsewhere: no reason to forget others'.
      long ticks = Math.max(0, own) + Math.max(0, ofEnded);
      all += ticks;
      if (ticks > mostTicks) {
        most = Optional.of(after.name());
        mostTicks = ticks;
      }
    }
    return new Foreign(all, most);
  }

  /**
   * What those that are gone had used before already, they and their ended children, by the nearest
   * ancestor that is still there: it comes to that one once more, with what they have used since.
   */
  private Map<Long, Long> knownOfEnded(ProcessTable before) {
    Map<Long, Long> known = new HashMap<>();
    for (Usage one : before.processes.values()) {
      if (isThere(one)) {
        continue;
      }
      Usage ancestor = before.processes.get(one.parent());
      Set<Long> passed = new HashSet<>();
      while (ancestor != null && !isThere(ancestor) && passed.add(ancestor.pid())) {
        ancestor = before.processes.get(ancestor.parent());
      }
      if (ancestor != null && isThere(ancestor)) {
        known.merge(ancestor.pid(), one.own() + one.children(), Long::sum);
      }
    }
    return known;
  }

  private boolean isThere(Usage then) {
    Usage now = processes.get(then.pid());
    return now != null && now.isSame(then);
  }

  /** A process, its ancestors (who wait for it) and its descendants. */
  private Set<Long> family(long self) {
    Set<Long> family = new HashSet<>();
    for (Usage one = processes.get(self);
        one != null && family.add(one.pid());
        one = processes.get(one.parent())) {}
    Map<Long, List<Long>> children = new HashMap<>();
    for (Usage one : processes.values()) {
      children.computeIfAbsent(one.parent(), key -> new ArrayList<>()).add(one.pid());
    }
    Deque<Long> open = new ArrayDeque<>(List.of(self));
    while (!open.isEmpty()) {
      for (long child : children.getOrDefault(open.pop(), List.of())) {
        family.add(child);
        open.push(child);
      }
    }
    return family;
  }
}
