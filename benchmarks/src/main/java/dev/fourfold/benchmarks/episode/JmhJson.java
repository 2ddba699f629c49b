package dev.fourfold.benchmarks.episode;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/** Writes the rounds of a grading as JMH writes its results: what its visualisers open. */
public final class JmhJson {
  private JmhJson() {}

  /**
   * Writes one entry for each entrant, with a fork for each round and every iteration in it.
   *
   * @param rounds from {@link Round#jmhResults()}
   */
  public static void write(List<Map<String, RunResult>> rounds, PrintStream out) {
    Map<String, List<RunResult>> byLabel = new LinkedHashMap<>();
    for (Map<String, RunResult> round : rounds) {
      round.forEach(
          (label, run) -> byLabel.computeIfAbsent(label, key -> new ArrayList<>()).add(run));
    }
    Collection<RunResult> merged = byLabel.values().stream().map(JmhJson::merge).toList();
    ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(merged);
  }

  private static RunResult merge(List<RunResult> runs) {
    List<BenchmarkResult> forks = new ArrayList<>();
    runs.forEach(run -> forks.addAll(run.getBenchmarkResults()));
    return new RunResult(runs.getFirst().getParams(), forks);
  }
}
