package dev.fourfold.baselines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.oracle.Oracle;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every trainer that ServiceLoader finds has to do, on shapes that are awkward on purpose: odd
 * head sizes, T and B, dimensions below and beside the width of a vector or of a register block.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainerContractTest {

  /**
   * The relative error of a step's loss. A float is rounded to 6e-8; the sums before it were seen
   * to add up to three times that, and the parameters of later steps differ already.
   */
  private static final double LOSS_TOLERANCE = 5e-7;

  /**
   * The relative L2 error of a tensor's gradient. Any order of fp32 sums, with FMA or without,
   * stays below 7e-7 on models of usual size. The biases of these small ones are sums of few terms
   * that cancel: the naive trainer is off by up to 1.7e-6 there, and another order of sums may be
   * off by as much again. A gradient in bf16 or tf32 is off by 1e-4 and more.
   */
  private static final double GRADIENT_TOLERANCE = 4e-6;

  /**
   * Where exact arithmetic gives a zero gradient (the key bias: a softmax does not see a constant
   * added to its scores), the L2 norm may be this part of the whole gradient's: fp32 sums whose
   * terms cancel leave some 1e-8 of them.
   */
  private static final double ZERO_GRADIENT_TOLERANCE = 1e-7;

  /** A gradient this small beside the whole one is rounding of the fp64 oracle itself. */
  private static final double ZERO_GRADIENT = 1e-13;

  private static final OptimizerConfig USUAL = new OptimizerConfig(0.9f, 0.99f, 1e-8f, 0.1f, 1);

  record Shape(int layers, int heads, int headSize, int time, int vocabulary, int batch) {

    ModelConfig model() {
      return new ModelConfig(layers, heads, heads * headSize, time, vocabulary);
    }

    TrainingTask task(OptimizerConfig optimizer, int threads) {
      return new TrainingTask(model(), optimizer, batch, threads);
    }

    @Override
    public String toString() {
      return model() + " B=" + batch;
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(1, 3, 3, 7, 256, 3),
          new Shape(2, 2, 5, 5, 256, 1),
          new Shape(3, 1, 7, 9, 17, 5),
          new Shape(2, 3, 16, 19, 256, 3),
          new Shape(1, 2, 20, 33, 130, 2));

  /** Shapes at the edge of what a task accepts. */
  private static final List<Shape> EXTREMES =
      List.of(
          new Shape(1, 1, 1, 1, 2, 1),
          new Shape(1, 1, 2, 1, 256, 2),
          new Shape(1, 5, 1, 3, 3, 1),
          new Shape(2, 1, 3, 2, 2, 7),
          new Shape(4, 1, 33, 1, 256, 1),
          new Shape(1, 2, 3, 70, 5, 1));

  static List<TrainerProvider> providers() {
    return ServiceLoader.load(TrainerProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  private static Stream<Arguments> combine(List<Shape> shapes) {
    return providers().stream()
        .flatMap(
            provider ->
                shapes.stream().map(shape -> Arguments.of(provider.name(), provider, shape)));
  }

  static Stream<Arguments> onAwkwardShapes() {
    return combine(SHAPES);
  }

  static Stream<Arguments> onEveryShape() {
    List<Shape> shapes = new ArrayList<>(SHAPES);
    shapes.addAll(EXTREMES);
    return combine(shapes);
  }

  @Test
  void naiveAndHumanAreAmongTheProviders() {
    List<String> names = providers().stream().map(TrainerProvider::name).toList();
    assertTrue(names.containsAll(List.of("naive", "human")), names::toString);
    assertEquals(names.stream().distinct().count(), names.size(), "one provider a name: " + names);
  }

  /**
   * With a very large ε, AdamW's first step is linear in the gradient: p' = p − η·g/ε. A learning
   * rate far above ε makes p vanish beside it, so that p' is the gradient to a float's precision.
   */
  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onAwkwardShapes")
  void gradientIsTheOracles(String name, TrainerProvider provider, Shape shape) {
    checkGradient(provider, shape, Float.POSITIVE_INFINITY);
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onAwkwardShapes")
  void clippedGradientIsTheOracles(String name, TrainerProvider provider, Shape shape) {
    double norm = norm(exactGradient(shape), i -> true);
    checkGradient(provider, shape, (float) (0.37 * norm));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onAwkwardShapes")
  void gradientBelowTheMaximalNormIsNotClipped(String name, TrainerProvider provider, Shape shape) {
    double norm = norm(exactGradient(shape), i -> true);
    checkGradient(provider, shape, (float) (1.01 * norm));
  }

  private static double[] exactGradient(Shape shape) {
    TokenBatch batch = batch(shape, 1);
    return new Oracle(shape.task(USUAL, 1), widen(randomParameters(shape, 7)))
        .gradient(batch.inputs(), batch.targets());
  }

  private static void checkGradient(TrainerProvider provider, Shape shape, float maxNorm) {
    float epsilon = 0x1p40f;
    float learningRate = 0x1p70f;
    // beta1 = 1/2 and powers of two elsewhere, so that nothing but the gradient is rounded.
    OptimizerConfig optimizer = new OptimizerConfig(0.5f, 0.5f, epsilon, 0, maxNorm);
    TokenBatch batch = batch(shape, 1);
    float[] before = randomParameters(shape, 7);
    float[] after = new float[before.length];
    try (Trainer trainer = provider.create(shape.task(optimizer, 1), before.clone())) {
      trainer.step(batch.inputs(), batch.targets(), learningRate);
      trainer.readParameters(after);
    }

    double[] expected = exactGradient(shape);
    double norm = norm(expected, i -> true);
    double factor = norm > maxNorm ? maxNorm / norm : 1;
    double[] error = new double[expected.length];
    for (int i = 0; i < error.length; i++) {
      double actual = ((double) before[i] - after[i]) * epsilon / learningRate;
      expected[i] *= factor;
      error[i] = actual - expected[i];
    }
    double wholeNorm = norm * factor;
    for (Part part : parts(shape)) {
      double exact = norm(expected, part.elements());
      double tolerance =
          exact < ZERO_GRADIENT * wholeNorm
              ? ZERO_GRADIENT_TOLERANCE * wholeNorm
              : GRADIENT_TOLERANCE * exact;
      double actual = norm(error, part.elements());
      // Written so that NaN fails.
      assertTrue(
          actual <= tolerance,
          () ->
              "the gradient of %s is off by %.2e, allowed are %.2e; its norm is %.2e"
                  .formatted(part.name(), actual, tolerance, exact));
    }
  }

  /** Elements that share one gradient bound. */
  private record Part(String name, IntPredicate elements) {}

  /** Every tensor, those of c_attn split into query, key and value: they differ in size. */
  private static List<Part> parts(Shape shape) {
    List<Part> parts = new ArrayList<>();
    int channels = shape.model().channels();
    for (ParameterTensor tensor : ParameterLayout.of(shape.model()).tensors()) {
      IntPredicate inTensor = i -> i >= tensor.offset() && i < tensor.end();
      if (tensor.name().contains("c_attn")) {
        List<String> names = List.of("query", "key", "value");
        for (int third = 0; third < 3; third++) {
          int wanted = third;
          IntPredicate inThird = i -> (i - tensor.offset()) / channels % 3 == wanted;
          parts.add(new Part(tensor.name() + "/" + names.get(third), inTensor.and(inThird)));
        }
      } else {
        parts.add(new Part(tensor.name(), inTensor));
      }
    }
    return parts;
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onAwkwardShapes")
  void stepsAreTheOracles(String name, TrainerProvider provider, Shape shape) {
    checkSteps(provider, shape, optimizer(0.1f, 0.5f), 1);
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onAwkwardShapes")
  void stepsWithoutDecayAndClippingAreTheOracles(
      String name, TrainerProvider provider, Shape shape) {
    checkSteps(provider, shape, optimizer(0, Float.POSITIVE_INFINITY), 1);
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onAwkwardShapes")
  void stepsOnThreeThreadsAreTheOracles(String name, TrainerProvider provider, Shape shape) {
    checkSteps(provider, shape, optimizer(0.1f, Float.POSITIVE_INFINITY), 3);
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onEveryShape")
  void everyShapeIsAccepted(String name, TrainerProvider provider, Shape shape) {
    checkSteps(provider, shape, optimizer(0.3f, 0.5f), 2);
  }

  /**
   * ε = 1e-3 keeps the update smooth where a gradient is near zero; with the usual 1e-8 the sign of
   * a gradient's rounding error would decide on a whole learning rate.
   */
  private static OptimizerConfig optimizer(float weightDecay, float maxNorm) {
    return new OptimizerConfig(0.8f, 0.95f, 1e-3f, weightDecay, maxNorm);
  }

  private static void checkSteps(
      TrainerProvider provider, Shape shape, OptimizerConfig optimizer, int threads) {
    float[] initial = randomParameters(shape, 11);
    float[] actual = new float[initial.length];
    Oracle oracle = new Oracle(shape.task(optimizer, 1), widen(initial));
    float[] learningRates = {0x1p-9f, 0x1p-7f, 0x1p-8f};
    try (Trainer trainer = provider.create(shape.task(optimizer, threads), initial)) {
      for (int step = 0; step < learningRates.length; step++) {
        TokenBatch batch = batch(shape, 100 + step);
        double exact = oracle.step(batch.inputs(), batch.targets(), learningRates[step]);
        double loss = trainer.step(batch.inputs(), batch.targets(), learningRates[step]);
        double lossError = Math.abs(loss - exact) / exact;
        String which = "step " + (step + 1);
        assertTrue(
            lossError <= LOSS_TOLERANCE,
            () -> "the loss of %s is %s, not %s".formatted(which, loss, exact));
        trainer.readParameters(actual);
        checkParameters(shape, which, oracle.parameters(), actual, learningRates[step]);
      }
    }
  }

  /**
   * The error of a parameter: a few roundings of itself, 6e-8 each, and that of the updates. An
   * update is at most about a learning rate, and is wrong by the gradient's error over ε: gradients
   * of about 0.1, exact to 4e-6, and ε = 1e-3 make it 4e-4 of a learning rate. The naive trainer is
   * off by up to 8e-5.
   */
  private static void checkParameters(
      Shape shape, String which, double[] expected, float[] actual, float learningRate) {
    for (ParameterTensor tensor : ParameterLayout.of(shape.model()).tensors()) {
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        int index = i;
        double error = Math.abs(actual[i] - expected[i]);
        double tolerance = 3e-7 * Math.abs(expected[i]) + 4e-4 * learningRate;
        assertTrue(
            error <= tolerance,
            () ->
                "after %s, %s[%d] is %s, not %s; allowed are ±%.2e"
                    .formatted(
                        which,
                        tensor.name(),
                        index - tensor.offset(),
                        actual[index],
                        expected[index],
                        tolerance));
      }
    }
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onAwkwardShapes")
  void theCallersArraysAreNeitherChangedNorKept(
      String name, TrainerProvider provider, Shape shape) {
    float[] initial = randomParameters(shape, 3);
    float[] given = initial.clone();
    TokenBatch batch = batch(shape, 5);
    int[] inputs = batch.inputs().clone();
    int[] targets = batch.targets().clone();
    float[] read = new float[initial.length];
    float[] readAgain = new float[initial.length];
    try (Trainer trainer = provider.create(shape.task(USUAL, 1), given)) {
      trainer.step(inputs, targets, 1e-3f);
      assertArrayEquals(initial, given, "initialParameters");
      assertArrayEquals(batch.inputs(), inputs, "inputs");
      assertArrayEquals(batch.targets(), targets, "targets");

      trainer.readParameters(read);
      float[] expected = read.clone();
      Arrays.fill(given, Float.NaN);
      Arrays.fill(read, Float.NaN);
      Arrays.fill(inputs, 0);
      Arrays.fill(targets, 0);
      trainer.readParameters(readAgain);
      assertArrayEquals(expected, readAgain, "parameters after the caller spoiled its arrays");
    }
    // A second step from arrays that the caller has spoiled is the one from arrays it has not.
    assertArrayEquals(
        run(provider, shape, initial, false), run(provider, shape, initial, true), "two steps");
  }

  /** Two steps; between them the caller may overwrite all that it handed over. */
  private static float[] run(
      TrainerProvider provider, Shape shape, float[] initial, boolean spoil) {
    float[] given = initial.clone();
    float[] result = new float[initial.length];
    try (Trainer trainer = provider.create(shape.task(USUAL, 1), given)) {
      for (int step = 0; step < 2; step++) {
        TokenBatch batch = batch(shape, 20 + step);
        trainer.step(batch.inputs(), batch.targets(), 1e-3f);
        if (spoil) {
          Arrays.fill(given, 5);
          Arrays.fill(batch.inputs(), 1);
          Arrays.fill(batch.targets(), 1);
        }
      }
      trainer.readParameters(result);
    }
    return result;
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onAwkwardShapes")
  void theSameEpisodeGivesTheSameBits(String name, TrainerProvider provider, Shape shape) {
    for (int threads = 1; threads <= 2; threads++) {
      float[] initial = randomParameters(shape, 13);
      float[][] losses = new float[2][3];
      float[][] parameters = new float[2][initial.length];
      for (int run = 0; run < 2; run++) {
        try (Trainer trainer = provider.create(shape.task(USUAL, threads), initial)) {
          for (int step = 0; step < 3; step++) {
            TokenBatch batch = batch(shape, step);
            losses[run][step] = trainer.step(batch.inputs(), batch.targets(), 1e-3f);
          }
          trainer.readParameters(parameters[run]);
        }
      }
      assertArrayEquals(losses[0], losses[1], "losses");
      assertArrayEquals(parameters[0], parameters[1], "parameters");
    }
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onAwkwardShapes")
  void aSecondTrainerDoesNotDisturbTheFirst(String name, TrainerProvider provider, Shape shape) {
    float[] initial = randomParameters(shape, 17);
    float[] alone = new float[initial.length];
    try (Trainer trainer = provider.create(shape.task(USUAL, 2), initial)) {
      for (int step = 0; step < 3; step++) {
        TokenBatch batch = batch(shape, step);
        trainer.step(batch.inputs(), batch.targets(), 1e-3f);
      }
      trainer.readParameters(alone);
    }

    Shape other = SHAPES.get((SHAPES.indexOf(shape) + 1) % SHAPES.size());
    float[] beside = new float[initial.length];
    try (Trainer trainer = provider.create(shape.task(USUAL, 2), initial);
        Trainer twin = provider.create(shape.task(USUAL, 2), randomParameters(shape, 18));
        Trainer stranger = provider.create(other.task(USUAL, 2), randomParameters(other, 19))) {
      for (int step = 0; step < 3; step++) {
        TokenBatch twinsBatch = batch(shape, 50 + step);
        twin.step(twinsBatch.inputs(), twinsBatch.targets(), 1e-2f);
        TokenBatch batch = batch(shape, step);
        trainer.step(batch.inputs(), batch.targets(), 1e-3f);
        TokenBatch strangersBatch = batch(other, 70 + step);
        stranger.step(strangersBatch.inputs(), strangersBatch.targets(), 1e-2f);
      }
      trainer.readParameters(beside);
    }
    assertArrayEquals(alone, beside);
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("onEveryShape")
  void parametersBeforeAnyStepAreTheInitialOnes(
      String name, TrainerProvider provider, Shape shape) {
    float[] initial = randomParameters(shape, 23);
    float[] read = new float[initial.length];
    try (Trainer trainer = provider.create(shape.task(USUAL, 1), initial)) {
      trainer.readParameters(read);
    }
    assertArrayEquals(initial, read);
  }

  /**
   * GPT-2's initial parameters and N(0, 0.2²) on top of every one of them: biases and LayerNorms
   * that are not 0 and 1, attention that is not uniform, as after some training.
   */
  private static float[] randomParameters(Shape shape, long seed) {
    float[] parameters = InitialParameters.draw(ParameterLayout.of(shape.model()), seed);
    Random random = new Random(seed);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) (0.2 * random.nextGaussian());
    }
    return parameters;
  }

  private static TokenBatch batch(Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int tokens = shape.batch() * shape.time();
    int[] inputs = random.ints(tokens, 0, shape.vocabulary()).toArray();
    int[] targets = random.ints(tokens, 0, shape.vocabulary()).toArray();
    return new TokenBatch(inputs, targets);
  }

  private static double norm(double[] values, IntPredicate elements) {
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      if (elements.test(i)) {
        squares += values[i] * values[i];
      }
    }
    return Math.sqrt(squares);
  }

  private static double[] widen(float[] values) {
    double[] widened = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      widened[i] = values[i];
    }
    return widened;
  }
}
