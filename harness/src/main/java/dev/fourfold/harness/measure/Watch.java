package dev.fourfold.harness.measure;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Watches the machine from one moment to the next: who used the processor, by Linux's {@code
 * /proc}. Reading it takes a few milliseconds and falls between blocks, never into an episode.
 */
public final class Watch implements AutoCloseable {
  private static final Path PROC = Path.of("/proc");

  /** USER_HZ, which the kernel's interface has fixed at 100 on every architecture that Java has. */
  private static final double TICKS_A_SECOND = 100;

  private record Usage(long pid, long parent, String name, long ticks) {}

  private record Moment(
      long nanoTime,
      long timeOfDayMillis,
      long collectorMillis,
      Optional<long[]> cpu,
      Map<Long, Usage> processes) {}

  private final Optional<CoreProbe> probe;
  private Optional<CoreProbe.Speeds> speedsBefore = Optional.empty();
  private Moment from;

  /** Watches what can be read. */
  public Watch() {
    this(Optional.empty());
  }

  /** Tries the cores too, before and after, with a probe that it closes. */
  Watch(CoreProbe probe) {
    this(Optional.of(probe));
  }

  private Watch(Optional<CoreProbe> probe) {
    this.probe = probe;
    restart();
  }

  /** Starts watching anew. */
  public void restart() {
    speedsBefore = probe.map(CoreProbe::speeds);
    from = now();
  }

  /** What happened since {@link #restart()}, to whoever may use all cores. */
  public Surroundings read() {
    return read(Set.of());
  }

  /**
   * What happened since {@link #restart()}.
   *
   * @param cores the numbers of those that count, which are all if it is not known
   */
  Surroundings read(Set<Integer> cores) {
    Moment to = now();
    Optional<Double> coreSpeed = coreSpeed(cores);
    double seconds = Math.max(1, to.nanoTime() - from.nanoTime()) / 1e9;
    Set<Long> family = family(to.processes());
    double foreign = 0;
    Usage most = null;
    long mostTicks = 0;
    for (Usage after : to.processes().values()) {
      // One that was not there before has used all its time since.
      Usage before = from.processes().get(after.pid());
      long ticks = after.ticks() - (before == null ? 0 : before.ticks());
      if (family.contains(after.pid()) || ticks <= 0) {
        continue;
      }
      foreign += ticks;
      if (ticks > mostTicks) {
        most = after;
        mostTicks = ticks;
      }
    }
    double jump = (to.timeOfDayMillis() - from.timeOfDayMillis()) / 1e3 - seconds;
    Optional<Double> foreignCpu =
        to.processes().isEmpty()
            ? Optional.empty()
            // A single tick is how time is counted, not evidence of work.
            : Optional.of(foreign < 2 ? 0 : foreign / TICKS_A_SECOND / seconds);
    return new Surroundings(
        seconds,
        foreignCpu,
        foreign < 2 ? Optional.empty() : Optional.ofNullable(most).map(Usage::name),
        steal(from.cpu(), to.cpu()),
        coreSpeed,
        (to.collectorMillis() - from.collectorMillis()) / 1e3,
        // Both clocks are read one after the other, and the time of day in milliseconds.
        Math.abs(jump) < 0.01 ? 0 : jump);
  }

  /** The lower of what they could do before and can do now. */
  private Optional<Double> coreSpeed(Set<Integer> cores) {
    return probe
        .map(now -> now.speeds().of(cores))
        .flatMap(now -> speedsBefore.map(before -> Math.min(now, before.of(cores))));
  }

  /** Another core for whoever computed on those; see {@link CoreProbe.Speeds#better}. */
  Optional<Integer> better(Set<Integer> cores) {
    return speedsBefore.flatMap(speeds -> speeds.better(cores));
  }

  private static Optional<Double> steal(Optional<long[]> before, Optional<long[]> after) {
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    long all = 0;
    for (int field = 0; field < 8; field++) {
      all += after.get()[field] - before.get()[field];
    }
    long stolen = after.get()[7] - before.get()[7];
    return Optional.of(stolen < 2 || all <= 0 ? 0 : (double) stolen / all);
  }

  /** This process, its ancestors (who wait for it) and its descendants. */
  private static Set<Long> family(Map<Long, Usage> processes) {
    Set<Long> family = new HashSet<>();
    long self = ProcessHandle.current().pid();
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

  private static Moment now() {
    long collecting = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collecting += Math.max(0, collector.getCollectionTime());
    }
    Map<Long, Usage> processes = processes();
    Optional<long[]> cpu = cpu();
    return new Moment(System.nanoTime(), System.currentTimeMillis(), collecting, cpu, processes);
  }

  private static Optional<long[]> cpu() {
    try {
      String first = Files.readString(PROC.resolve("stat")).lines().findFirst().orElse("");
      String[] words = first.split("\\s+", -1);
      long[] ticks = new long[8];
      for (int field = 0; field < 8; field++) {
        ticks[field] = Long.parseLong(words[field + 1]);
      }
      return Optional.of(ticks);
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static Map<Long, Usage> processes() {
    Map<Long, Usage> processes = new HashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        usage(entry).ifPresent(usage -> processes.put(usage.pid(), usage));
      }
    } catch (IOException e) {
      return Map.of();
    }
    return processes;
  }

  /** From {@code /proc/PID/stat}: the name is in parentheses and may hold anything. */
  private static Optional<Usage> usage(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      int open = stat.indexOf('(');
      int close = stat.lastIndexOf(')');
      String[] rest = stat.substring(close + 2).split(" ", -1);
      return Optional.of(
          new Usage(
              Long.parseLong(stat.substring(0, open - 1)),
              Long.parseLong(rest[1]),
              stat.substring(open + 1, close).replaceAll("\\p{Cntrl}", "?"),
              Long.parseLong(rest[11]) + Long.parseLong(rest[12])));
    } catch (IOException | RuntimeException e) {
      // It ended while we looked, or is none of our business.
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    probe.ifPresent(CoreProbe::close);
  }
}
