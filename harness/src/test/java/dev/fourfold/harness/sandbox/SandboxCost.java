package dev.fourfold.harness.sandbox;

import dev.fourfold.benchmarks.episode.Entrant;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.TimedEpisode;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.statistics.RatioOfRounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What an episode costs in the sandbox: the same classes, with the same flags, in a worker inside
 * and in one outside, taking turns. The ratio of the times, with its interval, is in
 * docs/security.md.
 */
final class SandboxCost {
  private static final int PASSES = 4;
  private static final String INSIDE = "inside";
  private static final String OUTSIDE = "outside";

  private SandboxCost() {}

  /**
   * Prints the ratio of every round, and the estimate.
   *
   * @param arguments a provider's class name, the jar or directory it is in, the number of rounds
   */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("jmh.ignoreLock", "true");
    String provider = arguments[0];
    Path classes = Path.of(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    Path directory = Files.createTempDirectory("sandbox-cost-");
    Path contract = Contract.write(directory);
    List<Entrant> entrants =
        new ArrayList<>(
            List.of(
                entrant(INSIDE, Sandbox.find(directory), contract, classes, provider),
                entrant(OUTSIDE, new Unconfined(), contract, classes, provider)));
    List<Double> inside = new ArrayList<>();
    List<Double> outside = new ArrayList<>();
    SplittableRandom seeds = new SplittableRandom();
    for (int number = 1; number <= rounds; number++) {
      Collections.shuffle(entrants, new Random(seeds.nextLong()));
      Map<String, List<Double>> seconds = round(entrants, seeds.split());
      inside.add(RatioOfRounds.median(seconds.get(INSIDE)));
      outside.add(RatioOfRounds.median(seconds.get(OUTSIDE)));
      System.out.printf(
          "round %d: inside %.2f ms, outside %.2f ms, ratio %.4f%n",
          number,
          1e3 * inside.getLast(),
          1e3 * outside.getLast(),
          inside.getLast() / outside.getLast());
    }
    Estimate ratio =
        RatioOfRounds.estimate(inside, outside, IntervalRule.of(0.01, rounds, Optional.empty()));
    System.out.printf(
        "inside / outside: %.4f (%.4f to %.4f)%n", ratio.point(), ratio.low(), ratio.high());
  }

  private static Entrant entrant(
      String label, Confinement confinement, Path contract, Path classes, String provider) {
    return new Entrant(label, confinement.worker(contract, classes, provider, List.of()));
  }

  private static Map<String, List<Double>> round(List<Entrant> entrants, SplittableRandom seeds) {
    Map<String, List<Double>> seconds = new HashMap<>();
    try (Round round =
        new Round(
            Workload.SMALL,
            Runtime.getRuntime().availableProcessors(),
            Corpus.commonsMath(),
            Round.WARM_UP,
            Duration.ofSeconds(60),
            seeds)) {
      entrants.forEach(round::admit);
      for (int pass = 0; pass < PASSES; pass++) {
        for (Entrant entrant : pass % 2 == 0 ? entrants : entrants.reversed()) {
          for (TimedEpisode one : round.block(entrant.label())) {
            seconds.computeIfAbsent(entrant.label(), key -> new ArrayList<>()).add(one.seconds());
          }
        }
      }
    }
    return seconds;
  }
}
