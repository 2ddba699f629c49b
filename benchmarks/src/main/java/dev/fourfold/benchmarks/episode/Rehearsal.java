package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Turns of a trainer that does nothing, before the first round: the harness's own code, JMH's above
 * all, is compiled then and not beside what is timed. Without, trainers that use all cores came out
 * some per cent slower in the first rounds of a grading than in later ones.
 */
public final class Rehearsal {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private Rehearsal() {}

  /**
   * Rehearses drawing and sending, for which it takes episodes of the workload's size, and then
   * turns.
   *
   * @param length how long, in all; zero for not at all
   */
  public static void run(Workload workload, int threads, Corpus corpus, Duration length) {
    if (!length.isZero()) {
      part(workload, threads, corpus, length.dividedBy(2));
    }
    turns(threads, corpus, length.dividedBy(2));
  }

  /**
   * Rehearses turns alone: JMH needs many of them, and they are short on tiny.
   *
   * @param length how long; zero for not at all
   */
  public static void turns(int threads, Corpus corpus, Duration length) {
    if (!length.isZero()) {
      part(Workload.TINY, threads, corpus, length);
    }
  }

  private static void part(Workload workload, int threads, Corpus corpus, Duration length) {
    Entrant entrant = NothingProvider.entrant();
    long end = System.nanoTime() + length.toNanos();
    try (Round round =
        new Round(
            workload, threads, corpus, Duration.ofMillis(1), DEADLINE, new SplittableRandom())) {
      round.admit(entrant);
      while (System.nanoTime() < end) {
        round.block(entrant.label());
      }
    }
  }
}
