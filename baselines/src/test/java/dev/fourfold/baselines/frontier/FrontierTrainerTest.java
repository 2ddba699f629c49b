package dev.fourfold.baselines.frontier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.oracle.Oracle;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.PhaseTimed;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontierTrainerTest {
  private static final OptimizerConfig USUAL = new OptimizerConfig(0.9f, 0.99f, 1e-8f, 0.1f, 1);
  private static final int SHAPES = 200;

  /**
   * The relative error of a loss: a float is rounded to 6e-8, the sums before it cost a few times
   * that.
   */
  private static final double LOSS_TOLERANCE = 5e-7;

  /**
   * The relative L2 error of the gradient of a whole tensor, key biases apart. Small models have
   * tensors of few elements that are sums of terms that cancel, so it is above the 7e-7 of models
   * of usual size; bf16 or tf32 would be at 1e-4 and more.
   */
  private static final double GRADIENT_TOLERANCE = 1e-5;

  /** Where terms cancel, an error is measured by what is left of the whole gradient instead. */
  private static final double WHOLE_GRADIENT_TOLERANCE = 1e-6;

  /**
   * A LayerNorm of two channels gives ±1 whatever comes in, so that nearly all of the gradient
   * behind it cancels, and of three it is not much better: {@code TrainerContractTest} has those.
   */
  private static final int LEAST_CHANNELS = 5;

  /** 200 shapes and thread counts, drawn once and for all from one seed. */
  @Test
  void gradientsOfRandomShapesAreTheOracles() {
    SplittableRandom random = new SplittableRandom(20260101);
    for (int i = 0; i < SHAPES; i++) {
      int heads = random.nextInt(1, 5);
      int headSize = random.nextInt(Math.ceilDiv(LEAST_CHANNELS, heads), 20);
      ModelConfig model =
          new ModelConfig(
              random.nextInt(1, 3),
              heads,
              heads * headSize,
              random.nextInt(1, 40),
              random.nextInt(2, 70));
      checkGradient(model, random.nextInt(1, 5), random.nextInt(1, 5), random.nextLong());
    }
  }

  /**
   * With a very large ε, AdamW's first step is linear in the gradient, and with a learning rate far
   * above it the new parameters are the gradient.
   */
  private static void checkGradient(ModelConfig model, int batch, int threads, long seed) {
    float epsilon = 0x1p40f;
    float learningRate = 0x1p70f;
    OptimizerConfig linear = new OptimizerConfig(0.5f, 0.5f, epsilon, 0, Float.POSITIVE_INFINITY);
    TrainingTask task = new TrainingTask(model, linear, batch, threads);
    String shape = model + " B=" + batch + " threads=" + threads;
    float[] before = parameters(model, seed);
    int[] inputs = tokens(task, seed + 1);
    int[] targets = tokens(task, seed + 2);
    double[] widened = new double[before.length];
    Arrays.setAll(widened, i -> before[i]);
    Oracle oracle = new Oracle(task, widened);
    double[] expected = oracle.gradient(inputs, targets);
    double exactLoss = oracle.loss(inputs, targets);
    float[] after = new float[before.length];
    try (Trainer trainer = new FrontierProvider().create(task, before)) {
      double loss = trainer.step(inputs, targets, learningRate);
      trainer.readParameters(after);
      assertTrue(
          Math.abs(loss - exactLoss) <= LOSS_TOLERANCE * exactLoss,
          () -> shape + ": loss " + loss + ", not " + exactLoss);
    }
    double whole = Math.sqrt(Arrays.stream(expected).map(g -> g * g).sum());
    for (ParameterTensor tensor : ParameterLayout.of(model).tensors()) {
      double squares = 0;
      double errors = 0;
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        double actual = ((double) before[i] - after[i]) * epsilon / learningRate;
        squares += expected[i] * expected[i];
        errors += (actual - expected[i]) * (actual - expected[i]);
      }
      double error = Math.sqrt(errors);
      double bound = GRADIENT_TOLERANCE * Math.sqrt(squares) + WHOLE_GRADIENT_TOLERANCE * whole;
      assertTrue(
          error <= bound,
          () -> "%s: %s is off by %.2e, not %.2e".formatted(shape, tensor.name(), error, bound));
    }
  }

  /** Long enough for every kernel to be compiled on the way: compiled code must not change bits. */
  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 2, 3})
  void everyRunGivesTheSameBits(int threads) {
    TrainingTask task = new TrainingTask(new ModelConfig(2, 3, 39, 33, 50), USUAL, 3, threads);
    float[] first = train(task, 60);
    float[] second = train(task, 60);
    assertArrayEquals(first, second);
  }

  private static float[] train(TrainingTask task, int steps) {
    float[] initial = parameters(task.model(), 1);
    float[] result = Arrays.copyOf(initial, initial.length + steps);
    try (Trainer trainer = new FrontierProvider().create(task, initial)) {
      for (int step = 0; step < steps; step++) {
        result[initial.length + step] =
            trainer.step(tokens(task, step), tokens(task, 1000L + step), 1e-3f);
      }
      float[] parameters = new float[initial.length];
      trainer.readParameters(parameters);
      System.arraycopy(parameters, 0, result, 0, parameters.length);
    }
    return result;
  }

  /**
   * Memory is handed on from one trainer to the next; a training that diverged must not show in it.
   */
  @Test
  void aDivergedTrainingDoesNotSpoilTheNext() {
    TrainingTask task = new TrainingTask(new ModelConfig(2, 3, 39, 33, 50), USUAL, 3, 2);
    float[] expected = train(task, 3);
    float[] poisoned = parameters(task.model(), 1);
    Arrays.fill(poisoned, Float.NaN);
    try (Trainer trainer = new FrontierProvider().create(task, poisoned)) {
      assertTrue(Float.isNaN(trainer.step(tokens(task, 1), tokens(task, 2), 1e-3f)));
    }
    assertArrayEquals(expected, train(task, 3));
  }

  /**
   * Once compiled, steps allocate nothing on the calling thread. Vectors that are not in registers
   * are objects: a kernel that C2 has failed to compile well shows here, with megabytes a step.
   * Whether one small helper object is kept off the heap C2 decides anew in every JVM: most see 0
   * bytes, 32 a step have been seen.
   */
  @Test
  void aWarmStepAllocatesNothing() {
    TrainingTask task = Workload.TINY.task(1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int[] inputs = tokens(task, 1);
    int[] targets = tokens(task, 2);
    try (Trainer trainer = new FrontierProvider().create(task, parameters(task.model(), 1))) {
      long least = Long.MAX_VALUE;
      for (int attempt = 0; attempt < 400 && least > 20 * 64; attempt++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < 20; step++) {
          trainer.step(inputs, targets, 1e-3f);
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertTrue(least <= 20 * 64, least + " bytes in twenty steps");
    }
  }

  @Test
  void closingEndsTheThreads() {
    long before = frontierThreads();
    TrainingTask task = Workload.TINY.task(3);
    try (Trainer trainer = new FrontierProvider().create(task, parameters(task.model(), 1))) {
      trainer.step(tokens(task, 1), tokens(task, 2), 1e-3f);
      assertEquals(before + 2, frontierThreads());
    }
    assertEquals(before, frontierThreads());
  }

  private static long frontierThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("frontier-"))
        .count();
  }

  @Test
  void wrongTokensAreRefusedAndDoNoHarm() {
    TrainingTask task = Workload.TINY.task(2);
    int[] good = tokens(task, 1);
    int[] bad = good.clone();
    bad[3] = task.model().vocabulary();
    try (Trainer trainer = new FrontierProvider().create(task, parameters(task.model(), 1))) {
      assertThrows(IllegalArgumentException.class, () -> trainer.step(bad, good, 1e-3f));
      assertThrows(IllegalArgumentException.class, () -> trainer.step(good, bad, 1e-3f));
      assertThrows(IllegalArgumentException.class, () -> trainer.step(new int[1], good, 1e-3f));
      assertTrue(Float.isFinite(trainer.step(good, good, 1e-3f)));
    }
  }

  /**
   * The phases of all steps add up to the time that the steps took, but for entering and leaving.
   */
  @Test
  void phasesAddUpToTheStep() {
    TrainingTask task = Workload.TINY.task(1);
    int[] inputs = tokens(task, 1);
    try (Trainer trainer = new FrontierProvider().create(task, parameters(task.model(), 1))) {
      long start = System.nanoTime();
      for (int step = 0; step < 20; step++) {
        trainer.step(inputs, inputs, 1e-3f);
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      Map<String, Double> phases = ((PhaseTimed) trainer).phaseSeconds();
      double sum = phases.values().stream().mapToDouble(Double::doubleValue).sum();
      assertTrue(sum <= seconds, () -> sum + " of " + seconds);
      assertTrue(phases.get("products forward") > 0, phases::toString);
      assertTrue(phases.get("products backward") > 0, phases::toString);
      assertTrue(phases.get("attention") > 0, phases::toString);
    }
  }

  private static float[] parameters(ModelConfig model, long seed) {
    float[] parameters = InitialParameters.draw(ParameterLayout.of(model), seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) random.nextDouble(-0.3, 0.3);
    }
    return parameters;
  }

  private static int[] tokens(TrainingTask task, long seed) {
    return new SplittableRandom(seed)
        .ints(task.tokensPerStep(), 0, task.model().vocabulary())
        .toArray();
  }
}
