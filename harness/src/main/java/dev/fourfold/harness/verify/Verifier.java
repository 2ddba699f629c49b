package dev.fourfold.harness.verify;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.oracle.OracleProvider;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The untimed verification: episodes on odd shapes against the oracle. */
public final class Verifier {
  private static final List<Workload> ODD_SHAPES =
      List.of(
          odd(new ModelConfig(2, 3, 15, 17, ModelConfig.BYTES), 3),
          odd(new ModelConfig(3, 1, 23, 13, ModelConfig.BYTES), 5));

  private final long seed;
  private final int threads;
  private final Corpus corpus = Corpus.commonsMath();

  public Verifier(long seed, int threads) {
    this.seed = seed;
    this.threads = threads;
  }

  private static Workload odd(ModelConfig model, int batchSize) {
    OptimizerConfig optimizer = new OptimizerConfig(0.8f, 0.95f, 1e-6f, 0.2f, 0.5f);
    return new Workload(model + " B=" + batchSize, model, optimizer, batchSize, 3, "verification");
  }

  /** Runs the episodes on a trainer; a worker's failures pass through. */
  public Verification verify(TrainerProvider subject) {
    List<Check> checks = new ArrayList<>();
    for (Workload shape : ODD_SHAPES) {
      Episode episode = Episode.draw(shape, threads, corpus, seed);
      Verification verification =
          EpisodeCheck.compare(
              "shape " + shape.name() + ", seed " + seed,
              episode,
              episode.run(subject),
              episode.run(new OracleProvider()));
      checks.addAll(verification.checks());
      if (!verification.passed()) {
        return new Verification(checks, verification.failure(), List.of());
      }
    }
    return new Verification(checks, Optional.empty(), List.of());
  }
}
