package dev.fourfold.core.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.oracle.OracleProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorkloadTest {

  @Test
  void theThreePublishedWorkloadsAreThoseOfThePlan() {
    assertEquals(
        List.of(
            "tiny L=2 H=2 C=32 T=32 V=256 B=2 K=4",
            "small L=4 H=4 C=128 T=128 V=256 B=4 K=4",
            "medium L=4 H=8 C=256 T=256 V=256 B=4 K=4"),
        Workload.published().stream()
            .map(w -> w.name() + " " + w.model() + " B=" + w.batchSize() + " K=" + w.steps())
            .toList());
    assertEquals(Optional.of(Workload.SMALL), Workload.named("small"));
    assertEquals(Optional.empty(), Workload.named("large"));
  }

  /**
   * By hand, for tiny: 64 tokens; 12·2·32² + 256·32 = 32768 weights in products; 2·64·32768 =
   * 4194304 operations in the linear layers; attention: 528 = 32·33/2 pairs, twice, of 2 sequences
   * and 2 layers, 2·32 operations each: 270336; backward twice as much again.
   */
  @Test
  void floatingPointWorkIsThatOfTheMatrixProducts() {
    assertEquals(3 * (4_194_304 + 270_336), Workload.TINY.flopsPerStep());
    assertEquals(2.7e9, Workload.SMALL.flopsPerStep(), 0.05e9);
    assertEquals(21.3e9, Workload.MEDIUM.flopsPerStep(), 0.3e9);
  }

  @Test
  void aSeedDrawsTheSameEpisode() {
    Corpus corpus = Corpus.of("noise", noise());
    Episode one = Episode.draw(Workload.TINY, 1, corpus, 9);
    Episode same = Episode.draw(Workload.TINY, 2, corpus, 9);
    Episode other = Episode.draw(Workload.TINY, 1, corpus, 10);
    assertArrayEquals(one.initialParameters(), same.initialParameters());
    assertArrayEquals(one.learningRates(), same.learningRates());
    assertFalse(Arrays.equals(one.learningRates(), other.learningRates()));
    assertFalse(Arrays.equals(one.initialParameters(), other.initialParameters()));
    for (int step = 0; step < one.steps(); step++) {
      assertArrayEquals(one.batches().get(step).inputs(), same.batches().get(step).inputs());
      assertFalse(
          Arrays.equals(one.batches().get(step).inputs(), other.batches().get(step).inputs()));
      float rate = one.learningRates()[step];
      assertTrue(rate >= 0.5e-3f && rate <= 1.5e-3f, () -> "learning rate " + rate);
    }
  }

  @Test
  void anEpisodeRunsTheTrainerStepByStep() {
    Episode episode = Episode.draw(Workload.TINY, 1, Corpus.of("noise", noise()), 9);
    float[] initial = episode.initialParameters().clone();
    Trace trace = episode.run(new OracleProvider());
    assertEquals(4, trace.losses().length);
    // Untrained, every byte is about as likely as any other.
    assertEquals(Math.log(256), trace.losses()[0], 0.1);
    assertArrayEquals(initial, episode.initialParameters());
    assertFalse(Arrays.equals(initial, trace.finalParameters()));
  }

  @Test
  void aLearningRateIsNeededForEachBatch() {
    Episode episode = Episode.draw(Workload.TINY, 1, Corpus.of("noise", noise()), 9);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Episode(
                episode.task(), episode.initialParameters(), episode.batches(), new float[3]));
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertRefused("beta1", () -> new OptimizerConfig(1, 0.9f, 1e-8f, 0, 1));
    assertRefused("beta2", () -> new OptimizerConfig(0.9f, Float.NaN, 1e-8f, 0, 1));
    assertRefused("epsilon", () -> new OptimizerConfig(0.9f, 0.9f, 0, 0, 1));
    assertRefused("weightDecay", () -> new OptimizerConfig(0.9f, 0.9f, 1e-8f, -1, 1));
    assertRefused("maxGradientNorm", () -> new OptimizerConfig(0.9f, 0.9f, 1e-8f, 0, 0));
    assertRefused("batchSize", () -> task(0, 1));
    assertRefused("threads", () -> task(1, 0));
  }

  private static void task(int batchSize, int threads) {
    TrainingTask tiny = Workload.TINY.task(1);
    TrainingTask unused = new TrainingTask(tiny.model(), tiny.optimizer(), batchSize, threads);
    throw new AssertionError("accepted: " + unused);
  }

  private static void assertRefused(
      String word, org.junit.jupiter.api.function.Executable construction) {
    Exception refusal = assertThrows(IllegalArgumentException.class, construction);
    assertTrue(refusal.getMessage().contains(word), refusal::getMessage);
  }

  private static byte[] noise() {
    byte[] text = new byte[1000];
    new Random(1).nextBytes(text);
    return text;
  }
}
