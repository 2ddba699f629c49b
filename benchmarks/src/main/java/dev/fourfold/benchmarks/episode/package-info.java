/**
 * Episodes in worker processes, timed by JMH from outside.
 *
 * <p>The measuring stage: it has the clock, the seeds and the batches, and loads no class of a
 * trainer. A {@link dev.fourfold.benchmarks.episode.Round} seats one fresh worker for each {@link
 * dev.fourfold.benchmarks.episode.Entrant}, lets them take turns and hands out {@link
 * dev.fourfold.benchmarks.episode.TimedEpisode}s; {@link
 * dev.fourfold.benchmarks.episode.EpisodeBenchmark} is the method that JMH times. Whether what came
 * back is right, and what the times mean, is for later stages to say.
 */
package dev.fourfold.benchmarks.episode;
