package dev.fourfold.harness.verify;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * Derives the bounds: runs every member of the ensemble on the probes of many verifications and on
 * episodes of the published workloads, and writes the worst error of each quantity.
 *
 * <pre>
 * java -cp 'harness/target/test-classes:harness/target/classes:harness/target/lib/*' \
 *   dev.fourfold.harness.verify.DeriveBounds harness/src/main/resources/dev/fourfold/harness/verify/bounds.properties
 * </pre>
 *
 * <p>The seeds begin at {@value #FIRST_SEED}, far from those of the tests.
 */
final class DeriveBounds {
  private static final long FIRST_SEED = 1_000_000;

  /** Verifications in the derivation. */
  private static final int SEEDS = 100;

  /** Verifications that the test derives again: the first ones. */
  static final int SUBSET_SEEDS = 3;

  private static final int TINY_EPISODES = 20;
  private static final int SMALL_EPISODES = 1;

  private static final int DIGITS_AFTER_POINT = 3;

  private DeriveBounds() {}

  /**
   * Writes the bounds.
   *
   * @param arguments the file
   */
  public static void main(String[] arguments) throws IOException {
    Map<String, Double> worst = overProbes(SEEDS);
    mergeInto(worst, overEpisodes(Workload.TINY, TINY_EPISODES));
    mergeInto(worst, overEpisodes(Workload.SMALL, SMALL_EPISODES));
    StringBuilder text = new StringBuilder();
    text.append("# The worst relative error of each quantity over the ensemble of legal fp32\n");
    text.append("# trainers. Derived, not to be edited: see docs/verification.md.\n");
    worst.forEach((key, error) -> text.append(key).append('=').append(print(error)).append('\n'));
    overProbes(SUBSET_SEEDS)
        .forEach(
            (key, error) ->
                text.append(Bounds.SUBSET)
                    .append(key)
                    .append('=')
                    .append(print(error))
                    .append('\n'));
    Files.writeString(Path.of(arguments[0]), text, StandardCharsets.UTF_8);
  }

  static String print(double error) {
    return ("%." + DIGITS_AFTER_POINT + "e").formatted(error);
  }

  /** The worst errors over the probes of the first so many seeds. */
  static Map<String, Double> overProbes(int seeds) {
    Map<String, Double> worst = new ConcurrentHashMap<>();
    LongStream.range(FIRST_SEED, FIRST_SEED + seeds)
        .parallel()
        .forEach(
            seed ->
                ProbeSampler.draw(seed, 1)
                    .forEach(
                        drawn -> mergeInto(worst, overEnsemble(drawn.probe(), drawn.exact()))));
    return new TreeMap<>(worst);
  }

  private static Map<String, Double> overEpisodes(Workload workload, int episodes) {
    Corpus corpus = Corpus.commonsMath();
    Map<String, Double> worst = new ConcurrentHashMap<>();
    LongStream.range(FIRST_SEED, FIRST_SEED + episodes)
        .parallel()
        .forEach(
            seed -> {
              Episode episode = Episode.draw(workload, 1, corpus, seed);
              Probe probe = new Probe(Kind.EPISODE, episode, false, false);
              mergeInto(worst, overEnsemble(probe, Expected.of(episode)));
            });
    return worst;
  }

  private static Map<String, Double> overEnsemble(Probe probe, Expected expected) {
    Map<String, Double> worst = new ConcurrentHashMap<>();
    Variants.ensemble().parallelStream()
        .forEach(
            (TrainerProvider member) -> {
              Observed observed = Observed.of(probe, member);
              for (Deviation deviation : Deviations.of(probe, expected, observed)) {
                if (!Double.isFinite(deviation.error())) {
                  throw new IllegalStateException(member.name() + ": " + deviation);
                }
                worst.merge(deviation.key(), deviation.error(), Math::max);
              }
            });
    return worst;
  }

  private static void mergeInto(Map<String, Double> worst, Map<String, Double> more) {
    more.forEach((key, error) -> worst.merge(key, error, Math::max));
  }
}
