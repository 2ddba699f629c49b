package dev.fourfold.harness.measure;

import dev.fourfold.core.worker.Affinity;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Watches the machine from one moment to the next: who used the processor, by Linux's {@code
 * /proc}. Reading it takes a few milliseconds and falls between blocks, never into an episode.
 */
public final class Watch implements AutoCloseable {
  /** USER_HZ, which the kernel's interface has fixed at 100 on every architecture that Java has. */
  private static final double TICKS_A_SECOND = 100;

  private record Moment(
      long nanoTime,
      long timeOfDayMillis,
      long collectorMillis,
      CoreTimes cores,
      ProcessTable processes) {}

  /** On which we and our workers may run; the hypervisor may take from others what it likes. */
  private final List<Integer> granted = Affinity.allowed();

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
    ProcessTable.Foreign foreign =
        to.processes().since(from.processes(), ProcessHandle.current().pid());
    // A single tick is how time is counted, not evidence of work.
    boolean isWork = foreign.ticks() >= 2;
    double jump = (to.timeOfDayMillis() - from.timeOfDayMillis()) / 1e3 - seconds;
    Optional<Double> foreignCpu =
        to.processes().isEmpty()
            ? Optional.empty()
            : Optional.of(isWork ? foreign.ticks() / TICKS_A_SECOND / seconds : 0);
    return new Surroundings(
        seconds,
        foreignCpu,
        foreign.most().filter(name -> isWork),
        to.cores().steal(from.cores(), granted),
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

  private static Moment now() {
    long collecting = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collecting += Math.max(0, collector.getCollectionTime());
    }
    ProcessTable processes = ProcessTable.read();
    CoreTimes cores = CoreTimes.read();
    return new Moment(System.nanoTime(), System.currentTimeMillis(), collecting, cores, processes);
  }

  @Override
  public void close() {
    probe.ifPresent(CoreProbe::close);
  }
}
