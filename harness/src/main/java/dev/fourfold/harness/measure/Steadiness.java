package dev.fourfold.harness.measure;

import java.time.Duration;

/**
 * Whether the granted cores can do the same from moment to moment, while nothing of ours is at work
 * on them. What disturbs them may be where no process list shows it: on the other thread of a core,
 * in another virtual machine.
 */
public final class Steadiness {
  private Steadiness() {}

  /**
   * The part of the looks, from 0 to 1, in which a turn would not be marked for its cores.
   *
   * @param granted how many cores are granted
   * @param length how long to look; as long again is spent before, to learn what is best
   */
  public static double ofCores(int granted, Duration length) {
    try (CoreProbe probe = new CoreProbe(granted)) {
      look(probe, length);
      return look(probe, length);
    }
  }

  private static double look(CoreProbe probe, Duration length) {
    long end = System.nanoTime() + length.toNanos();
    int looks = 0;
    int quiet = 0;
    while (looks == 0 || System.nanoTime() < end) {
      looks++;
      quiet += probe.speeds().together() >= Surroundings.LEAST_CORE_SPEED ? 1 : 0;
    }
    return (double) quiet / looks;
  }
}
