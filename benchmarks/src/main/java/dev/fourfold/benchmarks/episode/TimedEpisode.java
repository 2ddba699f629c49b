package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.training.Trace;

/**
 * One episode that was timed.
 *
 * @param label the entrant
 * @param position its place in the order of the round's timed episodes, from 0
 * @param seed what {@link dev.fourfold.core.training.Episode#draw} drew it from
 * @param seconds from before the task was sent until the final parameters were here, by JMH
 * @param cpuSeconds CPU time that the worker and its children used meanwhile, as the kernel says,
 *     in its ticks
 * @param trace what came back, not yet checked
 */
public record TimedEpisode(
    String label, int position, long seed, double seconds, double cpuSeconds, Trace trace) {}
