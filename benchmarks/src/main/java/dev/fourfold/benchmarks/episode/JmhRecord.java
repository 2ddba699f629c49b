package dev.fourfold.benchmarks.episode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.SingleShotResult;

/** What JMH measured of one entrant in a round: an iteration for each episode. */
final class JmhRecord {
  private final RunResult first;
  private final List<IterationResult> episodes = new ArrayList<>();
  private final List<IterationResult> parts = new ArrayList<>();

  /**
   * An empty record.
   *
   * @param first the entrant's first run, for its parameters
   */
  JmhRecord(RunResult first) {
    this.first = first;
  }

  /** Adds an iteration in which an episode was run, or a part of one. */
  void add(IterationResult iteration) {
    parts.add(iteration);
  }

  /**
   * The iterations since the last call were one episode.
   *
   * @return its seconds
   */
  double endEpisode() {
    double milliseconds =
        parts.stream().mapToDouble(part -> part.getPrimaryResult().getScore()).sum();
    IterationResult whole = parts.getLast();
    if (parts.size() > 1) {
      whole =
          new IterationResult(
              whole.getBenchmarkParams(), whole.getParams(), new IterationResultMetaData(1, 1));
      whole.addResult(
          new SingleShotResult(
              ResultRole.PRIMARY,
              parts.getLast().getPrimaryResult().getLabel(),
              Math.round(milliseconds * 1e6),
              TimeUnit.MILLISECONDS));
    }
    parts.clear();
    episodes.add(whole);
    return milliseconds / 1e3;
  }

  /** All episodes. */
  RunResult asOneFork() {
    return new RunResult(
        first.getParams(), List.of(new BenchmarkResult(first.getParams(), episodes)));
  }
}
