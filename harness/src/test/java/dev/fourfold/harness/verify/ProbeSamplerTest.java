package dev.fourfold.harness.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.Workload;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProbeSamplerTest {

  @Test
  void theSameSeedAsksTheSame() {
    List<ProbeSampler.Drawn> one = ProbeSampler.draw(7, 2);
    List<ProbeSampler.Drawn> other = ProbeSampler.draw(7, 2);
    assertEquals(one.size(), other.size());
    for (int i = 0; i < one.size(); i++) {
      Episode a = one.get(i).probe().episode();
      Episode b = other.get(i).probe().episode();
      assertEquals(a.task(), b.task());
      assertArrayEquals(a.initialParameters(), b.initialParameters());
      assertArrayEquals(a.learningRates(), b.learningRates());
      assertArrayEquals(a.batches().get(0).inputs(), b.batches().get(0).inputs());
    }
  }

  @Test
  void anotherSeedAsksSomethingElse() {
    assertNotEquals(
        ProbeSampler.draw(7, 2, 0).probe().episode().task(),
        ProbeSampler.draw(8, 2, 0).probe().episode().task());
  }

  /** Seed 19's second state of the middle of training was such a one before it was drawn again. */
  @Test
  void whatRoundingErrorsAloneMoveIsDrawnAgain() {
    for (long seed : new long[] {19, 45, 60}) {
      for (ProbeSampler.Drawn drawn : ProbeSampler.draw(seed, 2)) {
        Probe probe = drawn.probe();
        assertTrue(
            Conditioning.isFit(probe, drawn.exact()), () -> probe.kind() + " " + probe.shape());
      }
    }
  }

  @Test
  void shapesAreAwkwardAndOfEveryDepth() {
    for (long seed = 0; seed < 5; seed++) {
      Set<Integer> layers = new TreeSet<>();
      Set<Kind> kinds = new TreeSet<>();
      for (ProbeSampler.Drawn drawn : ProbeSampler.draw(seed, 2)) {
        Probe probe = drawn.probe();
        kinds.add(probe.kind());
        ModelConfig model = probe.episode().task().model();
        if (model.equals(Workload.TINY.model())) {
          continue;
        }
        layers.add(model.layers());
        assertTrue(model.headSize() % 8 != 0, model::toString);
        assertTrue(model.contextLength() % 2 == 1, model::toString);
        assertTrue(probe.episode().task().batchSize() % 2 == 1, model::toString);
        assertEquals(ModelConfig.BYTES, model.vocabulary());
      }
      assertEquals(Set.of(1, 2, 3, 4), layers);
      assertEquals(Kind.values().length - 1, kinds.size(), "all but timed episodes: " + kinds);
    }
  }
}
