package dev.fourfold.harness.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.oracle.Oracle;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.TrainingTask;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrainedModelTest {
  private static final ModelConfig MODEL = new ModelConfig(2, 3, 15, 7, 11);

  /** Every tensor random: with biases of 0 a forgotten bias would go unnoticed. */
  private static float[] randomParameters(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] parameters = new float[ParameterLayout.of(MODEL).size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) (0.5 * (random.nextDouble() - 0.5));
    }
    return parameters;
  }

  @Test
  void saysWhatTheOracleSays() {
    float[] parameters = randomParameters(1);
    double[] widened = new double[parameters.length];
    for (int i = 0; i < widened.length; i++) {
      widened[i] = parameters[i];
    }
    TrainingTask task =
        new TrainingTask(MODEL, new OptimizerConfig(0.9f, 0.99f, 1e-8f, 0, 1), 1, 1);
    int[] inputs = {3, 10, 0, 0, 7, 4, 9};
    int[] targets = {10, 0, 0, 7, 4, 9, 2};
    double[] expected = new Oracle(task, widened).tokenLosses(inputs, targets);

    TrainedModel model = new TrainedModel(MODEL, parameters);
    // Twice, to see that nothing is left after forgetting.
    for (int pass = 0; pass < 2; pass++) {
      model.forget();
      for (int i = 0; i < inputs.length; i++) {
        double[] probabilities = model.read(inputs[i]);
        TrainedModel.softmax(probabilities);
        // Both compute in double precision, in different orders: 1e-12 is a thousand roundings.
        assertEquals(expected[i], -Math.log(probabilities[targets[i]]), 1e-12);
      }
    }
  }

  @Test
  void refusesMoreThanItsContext() {
    TrainedModel model = new TrainedModel(MODEL, randomParameters(2));
    for (int i = 0; i < MODEL.contextLength(); i++) {
      model.read(i);
    }
    assertTrue(model.isFull());
    assertThrows(IllegalStateException.class, () -> model.read(0));
  }
}
