package dev.fourfold.core.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.TrainingTask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OracleTest {
  private static final OptimizerConfig OPTIMIZER =
      new OptimizerConfig(0.9f, 0.99f, 1e-8f, 0.1f, 0.5f);

  /** The step of the finite differences, in a parameter of about 0.3. */
  private static final double STEP = 1e-3;

  /**
   * The relative L2 difference of a tensor's gradient from fourth-order differences. Their
   * truncation is h⁴/30 = 3e-14 fifth derivatives, their rounding 1e-15/h = 1e-12, beside elements
   * of 1e-3 and more: a part in 1e9. One of a hundred terms forgotten would be a part in a hundred.
   */
  private static final double DIFFERENCE_TOLERANCE = 1e-8;

  /** Every element of every tensor, against (8(f(h)−f(−h)) − (f(2h)−f(−2h))) / 12h. */
  @ParameterizedTest(name = "L={0} H={1} hs={2} T={3} V={4} B={5}")
  @CsvSource({"1,3,3,7,11,3", "2,1,5,7,6,3", "3,2,3,5,13,1", "1,1,4,1,5,2"})
  void gradientIsTheFiniteDifferenceOfTheLoss(
      int layers, int heads, int headSize, int time, int vocabulary, int batchSize) {
    TrainingTask task = task(layers, heads, headSize, time, vocabulary, batchSize);
    TokenBatch batch = batch(task, 3);
    double[] parameters = randomParameters(task, 5);
    double[] gradient = new Oracle(task, parameters).gradient(batch.inputs(), batch.targets());
    double whole = norm(gradient, 0, gradient.length);
    for (ParameterTensor tensor : ParameterLayout.of(task.model()).tensors()) {
      double[] difference = new double[tensor.length()];
      for (int i = 0; i < difference.length; i++) {
        double near =
            lossAt(task, parameters, tensor.offset() + i, STEP, batch)
                - lossAt(task, parameters, tensor.offset() + i, -STEP, batch);
        double far =
            lossAt(task, parameters, tensor.offset() + i, 2 * STEP, batch)
                - lossAt(task, parameters, tensor.offset() + i, -2 * STEP, batch);
        difference[i] = gradient[tensor.offset() + i] - (8 * near - far) / (12 * STEP);
      }
      double exact = norm(gradient, tensor.offset(), tensor.length());
      double error = norm(difference, 0, difference.length);
      // The second term is the differences' rounding where a gradient is zero, as with T = 1.
      double tolerance = DIFFERENCE_TOLERANCE * exact + 1e-11 * whole;
      assertTrue(
          error <= tolerance,
          () -> "%s: off by %.2e of %.2e".formatted(tensor.name(), error, exact));
    }
  }

  private static double lossAt(
      TrainingTask task, double[] parameters, int index, double shift, TokenBatch batch) {
    double[] shifted = parameters.clone();
    shifted[index] += shift;
    return new Oracle(task, shifted).loss(batch.inputs(), batch.targets());
  }

  /** A softmax does not see what is added to all its scores, so not the key bias. */
  @Test
  void theKeyBiasHasNoGradient() {
    TrainingTask task = task(2, 2, 3, 7, 11, 2);
    TokenBatch batch = batch(task, 3);
    double[] gradient =
        new Oracle(task, randomParameters(task, 5)).gradient(batch.inputs(), batch.targets());
    int channels = task.model().channels();
    int offset = ParameterLayout.of(task.model()).tensor("h.1.attn.c_attn.bias").offset();
    assertEquals(0, norm(gradient, offset + channels, channels), 1e-15);
    assertTrue(norm(gradient, offset, channels) > 1e-4, "the query bias has one");
  }

  /** All sequences count alike, in whatever order. */
  @Property(tries = 30)
  void permutingTheBatchLeavesLossAndGradient(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int batchSize) {
    TrainingTask task = task(2, 2, 3, 5, 9, batchSize);
    TokenBatch batch = batch(task, seed);
    List<Integer> order = new ArrayList<>(IntStream.range(0, batchSize).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    int time = task.model().contextLength();
    int[] inputs = new int[batch.inputs().length];
    int[] targets = new int[inputs.length];
    for (int b = 0; b < batchSize; b++) {
      System.arraycopy(batch.inputs(), order.get(b) * time, inputs, b * time, time);
      System.arraycopy(batch.targets(), order.get(b) * time, targets, b * time, time);
    }
    Oracle oracle = new Oracle(task, randomParameters(task, seed));
    assertEquals(oracle.loss(batch.inputs(), batch.targets()), oracle.loss(inputs, targets), 1e-13);
    // Another order of fp64 sums of terms below 1.
    assertArrayEquals(
        oracle.gradient(batch.inputs(), batch.targets()), oracle.gradient(inputs, targets), 1e-13);
  }

  /** Position t is seen by itself and by what comes after it in the same sequence. */
  @Property(tries = 100)
  void aTokenChangesNoLossBeforeItAndNoneOfOtherSequences(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 2) int sequence,
      @ForAll @IntRange(min = 0, max = 6) int position) {
    TrainingTask task = task(2, 2, 3, 7, 9, 3);
    TokenBatch batch = batch(task, seed);
    Oracle oracle = new Oracle(task, randomParameters(task, seed));
    double[] before = oracle.tokenLosses(batch.inputs(), batch.targets());
    int[] changed = batch.inputs().clone();
    int index = sequence * 7 + position;
    changed[index] = (changed[index] + 1) % 9;
    double[] after = oracle.tokenLosses(changed, batch.targets());
    for (int i = 0; i < before.length; i++) {
      boolean sees = i / 7 == sequence && i >= index;
      // To the bit where it is not seen. Where it is, the chance of equal bits is nil.
      assertEquals(sees, before[i] != after[i], "token " + i + ", changed is " + index);
    }
  }

  @Property(tries = 30)
  void aTargetChangesItsOwnLossOnly(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 20) int index) {
    TrainingTask task = task(1, 2, 3, 7, 9, 3);
    TokenBatch batch = batch(task, seed);
    Oracle oracle = new Oracle(task, randomParameters(task, seed));
    double[] before = oracle.tokenLosses(batch.inputs(), batch.targets());
    int[] changed = batch.targets().clone();
    changed[index] = (changed[index] + 1) % 9;
    double[] after = oracle.tokenLosses(batch.inputs(), changed);
    for (int i = 0; i < before.length; i++) {
      assertEquals(i == index, before[i] != after[i], "token " + i + ", changed is " + index);
    }
  }

  @Property(tries = 30)
  void theLossIsTheMeanOfTheTokensAndOfEachStep(@ForAll long seed) {
    TrainingTask task = task(1, 1, 5, 7, 9, 3);
    TokenBatch batch = batch(task, seed);
    Oracle oracle = new Oracle(task, randomParameters(task, seed));
    double sum = 0;
    for (double loss : oracle.tokenLosses(batch.inputs(), batch.targets())) {
      sum += loss;
    }
    double loss = oracle.loss(batch.inputs(), batch.targets());
    assertEquals(sum / 21, loss, 1e-14);
    assertEquals(loss, oracle.step(batch.inputs(), batch.targets(), 1e-3));
  }

  /** OptimizerConfig's formulas once more, one parameter at a time, from the oracle's gradients. */
  @ParameterizedTest(name = "weight decay {0}, maximal norm {1}")
  @CsvSource({"0,Infinity", "0.1,Infinity", "0.1,0.5", "0,0.01", "0.5,1000"})
  void stepsAreAdamW(float weightDecay, float maxNorm) {
    OptimizerConfig config = new OptimizerConfig(0.8f, 0.95f, 1e-4f, weightDecay, maxNorm);
    TrainingTask task = new TrainingTask(new ModelConfig(1, 1, 3, 5, 7), config, 2, 1);
    double[] start = randomParameters(task, 1);
    Oracle oracle = new Oracle(task, start);
    double[] learningRates = {0.01, 0.03, 0.002};
    double[][] gradients = new double[3][];
    for (int step = 0; step < 3; step++) {
      TokenBatch batch = batch(task, step);
      gradients[step] = oracle.gradient(batch.inputs(), batch.targets());
      oracle.step(batch.inputs(), batch.targets(), learningRates[step]);
    }
    for (ParameterTensor tensor : ParameterLayout.of(task.model()).tensors()) {
      double lambda = tensor.shape().size() == 2 ? weightDecay : 0;
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        double p = start[i];
        double m = 0;
        double v = 0;
        for (int t = 1; t <= 3; t++) {
          double norm = norm(gradients[t - 1], 0, start.length);
          double g = gradients[t - 1][i] * Math.min(1, maxNorm / norm);
          m = 0.8f * m + (1 - (double) 0.8f) * g;
          v = 0.95f * v + (1 - (double) 0.95f) * g * g;
          double mHat = m / (1 - Math.pow(0.8f, t));
          double vHat = v / (1 - Math.pow(0.95f, t));
          p = p - learningRates[t - 1] * (mHat / (Math.sqrt(vHat) + 1e-4f) + lambda * p);
        }
        // A gradient that is zero but for rounding moves the update by 1e-16 / 1e-4.
        assertEquals(p, oracle.parameters()[i], 1e-12, tensor.name());
      }
    }
  }

  @Test
  void aStateContinuesWhereItWasTaken() {
    TrainingTask task = task(2, 1, 3, 5, 7, 2);
    Oracle oracle = new Oracle(task, randomParameters(task, 1));
    for (int step = 0; step < 3; step++) {
      oracle.step(batch(task, step).inputs(), batch(task, step).targets(), 0.01);
    }
    Oracle continued = new Oracle(task, oracle.state());
    assertEquals(3, continued.state().steps());
    for (int step = 3; step < 5; step++) {
      TokenBatch batch = batch(task, step);
      assertEquals(
          oracle.step(batch.inputs(), batch.targets(), 0.01),
          continued.step(batch.inputs(), batch.targets(), 0.01));
    }
    assertArrayEquals(oracle.parameters(), continued.parameters());
  }

  @Test
  void lookingChangesNothingAndArraysAreCopies() {
    TrainingTask task = task(1, 1, 3, 5, 7, 2);
    double[] start = randomParameters(task, 1);
    double[] given = start.clone();
    Oracle oracle = new Oracle(task, given);
    given[0] = Double.NaN;
    TokenBatch batch = batch(task, 1);
    double loss = oracle.loss(batch.inputs(), batch.targets());
    oracle.gradient(batch.inputs(), batch.targets());
    oracle.parameters()[1] = Double.NaN;
    oracle.state().parameters()[2] = Double.NaN;
    assertArrayEquals(start, oracle.parameters());
    assertEquals(loss, oracle.loss(batch.inputs(), batch.targets()));
  }

  @Test
  void wrongSizesAndUnknownTokensAreRefused() {
    TrainingTask task = task(1, 1, 3, 2, 7, 1);
    Oracle oracle = new Oracle(task, randomParameters(task, 1));
    assertThrows(IllegalArgumentException.class, () -> new Oracle(task, new double[5]));
    assertThrows(IllegalArgumentException.class, () -> oracle.loss(new int[3], new int[3]));
    assertThrows(IllegalArgumentException.class, () -> oracle.loss(new int[] {0, 7}, new int[2]));
    assertThrows(
        IllegalArgumentException.class, () -> oracle.step(new int[2], new int[] {-1, 0}, 1));
  }

  private static TrainingTask task(
      int layers, int heads, int headSize, int time, int vocabulary, int batchSize) {
    ModelConfig model = new ModelConfig(layers, heads, heads * headSize, time, vocabulary);
    return new TrainingTask(model, OPTIMIZER, batchSize, 1);
  }

  /** Initial parameters and N(0, 0.3²) on all of them, so that nothing is zero or one. */
  private static double[] randomParameters(TrainingTask task, long seed) {
    float[] initial = InitialParameters.draw(ParameterLayout.of(task.model()), seed);
    Random random = new Random(seed);
    double[] parameters = new double[initial.length];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = initial[i] + 0.3 * random.nextGaussian();
    }
    return parameters;
  }

  private static TokenBatch batch(TrainingTask task, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int vocabulary = task.model().vocabulary();
    return new TokenBatch(
        random.ints(task.tokensPerStep(), 0, vocabulary).toArray(),
        random.ints(task.tokensPerStep(), 0, vocabulary).toArray());
  }

  private static double norm(double[] values, int offset, int length) {
    double squares = 0;
    for (int i = offset; i < offset + length; i++) {
      squares += values[i] * values[i];
    }
    return Math.sqrt(squares);
  }
}
