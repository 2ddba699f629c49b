package dev.fourfold.baselines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LearningTest {

  /** The shape of tiny with larger batches. */
  @Test
  void trainingLearnsMoreThanTheFrequenciesOfBytes() {
    TrainingTask task = new TrainingTask(Workload.TINY.model(), Workload.TINY.optimizer(), 8, 1);
    Learning.Outcome outcome = Learning.train(Learning.provider("human"), task, 300, 5e-3f);
    assertEquals(Math.log(256), outcome.initialLoss(), 0.1, "untrained, all bytes are alike");
    assertTrue(outcome.finalLoss() < 0.9 * outcome.unigramEntropy(), outcome::toString);
  }

  @Test
  void entropyIsThatOfTheFrequencies() {
    byte[] text = "aabc".getBytes(StandardCharsets.US_ASCII);
    assertEquals(1.5 * Math.log(2), Learning.unigramEntropy(text), 1e-15);
  }
}
