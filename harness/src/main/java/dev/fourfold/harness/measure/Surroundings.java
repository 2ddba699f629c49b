package dev.fourfold.harness.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the machine did besides, during a block. What cannot be read on a system is absent.
 *
 * @param wallSeconds how long the block took, episodes and what lies between them
 * @param foreignCpu CPU time of processes that are not ours, as a fraction of one core's
 * @param foreignProcess the process that used most of it
 * @param steal what the hypervisor took of the granted cores, as a fraction
 * @param coreSpeed what the core on which the worker computed could do just before and just after,
 *     the lower of both, as a fraction of the best of this grading; all at once if it was not one
 * @param collectorSeconds the harness's own garbage collections
 * @param clockJumpSeconds by how much the time of day moved against the monotonic clock
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Surroundings(
    double wallSeconds,
    Optional<Double> foreignCpu,
    Optional<String> foreignProcess,
    Optional<Double> steal,
    Optional<Double> coreSpeed,
    double collectorSeconds,
    double clockJumpSeconds) {

  /** Of one core: more than that and somebody else was at work. */
  static final double MOST_FOREIGN_CPU = 0.03;

  static final double MOST_STEAL = 0.03;

  /** Clocks that follow the temperature move by less; two threads on one core do 0.5 to 0.75. */
  public static final double LEAST_CORE_SPEED = 0.8;

  /** Of the block's time. */
  static final double MOST_COLLECTING = 0.03;

  /** The time of day is slewed by little; a step means that the machine slept, or was moved. */
  static final double MOST_CLOCK_JUMP = 0.2;

  /** These, and then others: of two parts of one block. */
  Surroundings and(Surroundings next) {
    double seconds = wallSeconds + next.wallSeconds;
    boolean more =
        foreignCpu.orElse(0.0) * wallSeconds >= next.foreignCpu.orElse(0.0) * next.wallSeconds;
    return new Surroundings(
        seconds,
        mean(foreignCpu, next.foreignCpu, next.wallSeconds / seconds),
        (more ? foreignProcess : next.foreignProcess).or(() -> next.foreignProcess),
        mean(steal, next.steal, next.wallSeconds / seconds),
        mean(coreSpeed, next.coreSpeed, next.wallSeconds / seconds),
        collectorSeconds + next.collectorSeconds,
        clockJumpSeconds + next.clockJumpSeconds);
  }

  private static Optional<Double> mean(
      Optional<Double> first, Optional<Double> second, double weightOfSecond) {
    return first.flatMap(
        one -> second.map(other -> one * (1 - weightOfSecond) + other * weightOfSecond));
  }

  /** What of it was too much; no disturbance if nothing was. */
  public List<Disturbance> disturbances() {
    List<Disturbance> found = new ArrayList<>();
    if (foreignCpu.isPresent() && foreignCpu.get() > MOST_FOREIGN_CPU) {
      found.add(
          new Disturbance(
              "foreign-cpu",
              "%s of a core went to other processes%s"
                  .formatted(
                      percent(foreignCpu.get()),
                      foreignProcess.map(name -> ", most of it to " + name).orElse(""))));
    }
    if (steal.isPresent() && steal.get() > MOST_STEAL) {
      found.add(new Disturbance("steal", "the hypervisor took " + percent(steal.get())));
    }
    if (coreSpeed.isPresent() && coreSpeed.get() < LEAST_CORE_SPEED) {
      found.add(
          new Disturbance(
              "slow-cores",
              "its cores did %s of what they can do".formatted(percent(coreSpeed.get()))));
    }
    if (collectorSeconds > MOST_COLLECTING * wallSeconds) {
      found.add(
          new Disturbance(
              "collector",
              "the harness collected garbage for %s of the time"
                  .formatted(percent(collectorSeconds / wallSeconds))));
    }
    if (Math.abs(clockJumpSeconds) > MOST_CLOCK_JUMP) {
      found.add(
          new Disturbance(
              "clock",
              String.format(Locale.ROOT, "the time of day jumped by %.1f s", clockJumpSeconds)));
    }
    return found;
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * fraction);
  }
}
