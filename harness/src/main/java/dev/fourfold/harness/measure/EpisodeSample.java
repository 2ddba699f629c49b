package dev.fourfold.harness.measure;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * One timed episode, as the result keeps it.
 *
 * @param trainer {@code baseline}, {@code human} or {@code candidate}
 * @param position its place in the order of the round's timed episodes
 * @param block the number of its block in the round
 * @param seed what it was drawn from; a string in JSON, where 64 bits are no safe number
 * @param seconds by JMH, from outside
 * @param cpuSeconds of the worker and its children, in the kernel's ticks
 */
public record EpisodeSample(
    String trainer,
    int position,
    int block,
    @JsonFormat(shape = JsonFormat.Shape.STRING) long seed,
    double seconds,
    double cpuSeconds) {
  public static final String BASELINE = "baseline";
  public static final String HUMAN = "human";
  public static final String CANDIDATE = "candidate";
}
