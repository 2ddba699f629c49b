package dev.fourfold.core.oracle;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;

/**
 * The oracle as a trainer, its losses and parameters rounded to float where they leave it. It is no
 * service: it is not to be listed among the trainers.
 */
public final class OracleProvider implements TrainerProvider {

  @Override
  public String name() {
    return "oracle";
  }

  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    double[] widened = new double[initialParameters.length];
    for (int i = 0; i < widened.length; i++) {
      widened[i] = initialParameters[i];
    }
    Oracle oracle = new Oracle(task, widened);
    return new Trainer() {
      @Override
      public float step(int[] inputs, int[] targets, float learningRate) {
        return (float) oracle.step(inputs, targets, learningRate);
      }

      @Override
      public void readParameters(float[] destination) {
        double[] parameters = oracle.parameters();
        for (int i = 0; i < parameters.length; i++) {
          destination[i] = (float) parameters[i];
        }
      }
    };
  }
}
