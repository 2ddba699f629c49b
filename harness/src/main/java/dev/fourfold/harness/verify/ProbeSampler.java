package dev.fourfold.harness.verify;

import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.oracle.Oracle;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws what one verification asks: shapes, states, data and settings that nobody knew before the
 * seed was drawn. docs/verification.md states the distribution.
 *
 * <p>A probe that reveals gradients has a very large ε, which makes AdamW linear in the gradient:
 * its step is η·(m̂/ε + λ·p). With η a billion times ε, the step dwarfs the parameter, and the
 * parameter's change is m̂ to a float's precision.
 */
final class ProbeSampler {
  private static final int[] HEAD_SIZES = {3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 18, 21};
  private static final int MIN_CHANNELS = 10;
  private static final int MAX_CHANNELS = 42;
  private static final int MIN_TIME = 3;
  private static final int MAX_TIME = 33;
  private static final int MAX_TOKENS = 99;

  /** So many does a verification ask. */
  static final int PROBES = 12;

  /** A probe is drawn so often at most: one that is fit comes within a few. */
  private static final int MOST_DRAWS = 20;

  /** Long enough for many small attention weights. */
  private static final int LONG = 17;

  private final SplittableRandom random;
  private final int threads;

  private ProbeSampler(SplittableRandom random, int threads) {
    this.random = random;
    this.threads = threads;
  }

  /** A probe, and what the oracle makes of it. */
  record Drawn(Probe probe, Expected exact) {
    private static Drawn of(Probe probe) {
      return new Drawn(probe, Expected.of(probe.episode()));
    }
  }

  /**
   * One of the {@value #PROBES} probes of a verification.
   *
   * @param seed of the verification
   * @param number its place in the order in which they are asked, from 0
   */
  static Drawn draw(long seed, int threads, int number) {
    return place(seed, threads, number).fit();
  }

  /** What to ask instead of {@link #draw}'s, of the same kind and depth. */
  static Drawn drawAnother(long seed, int threads, int number) {
    Place place = place(seed, threads, number);
    place.fit();
    return place.fit();
  }

  private static Place place(long seed, int threads, int number) {
    SplittableRandom seeds = new SplittableRandom(seed);
    // Each of 1 to 4 layers stands first in a quarter of the verifications; none is left out.
    int layers = 1 + (seeds.nextInt(4) + number) % 4;
    for (int before = 0; before < number; before++) {
      seeds.split();
    }
    return new Place(new ProbeSampler(seeds.split(), threads), number, layers);
  }

  /** A place in a verification, and where the probes for it come from. */
  private record Place(ProbeSampler sampler, int number, int layers) {
    /** The next one that is fit. */
    Drawn fit() {
      Drawn drawn = Drawn.of(sampler.probe(number, layers));
      for (int draw = 1;
          draw < MOST_DRAWS && !Conditioning.isFit(drawn.probe(), drawn.exact());
          draw++) {
        drawn = Drawn.of(sampler.probe(number, layers));
      }
      return drawn;
    }
  }

  /** All probes of a verification, in the order in which they are asked. */
  static List<Drawn> draw(long seed, int threads) {
    return IntStream.range(0, PROBES).mapToObj(number -> draw(seed, threads, number)).toList();
  }

  private Probe probe(int number, int layers) {
    return switch (number) {
      case 0 -> gradient(layers);
      case 1 -> sharp(layers);
      case 2 -> clipping(layers, uniform(0.2, 0.8));
      case 3 -> clipping(layers, uniform(1.02, 1.3));
      case 4 -> decay(layers);
      case 5 -> steep(layers);
      case 6, 7 -> middle(layers);
      case 8 -> smooth(layers, Kind.SMOOTH, 4);
      case 9 -> smooth(layers, Kind.SMOOTH_CLIPPED, 9);
      case 10 -> usual(task(layers, usualOptimizer()));
      default -> usual(Workload.TINY.task(threads));
    };
  }

  /** A trainer's own business beside the probes: another shape, or the same one. */
  static Probe stranger(long seed, int threads) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5bd1e995L);
    ProbeSampler sampler = new ProbeSampler(random, threads);
    return sampler.smooth(1 + random.nextInt(4), Kind.SMOOTH_CLIPPED, 4);
  }

  private Probe gradient(int layers) {
    Plan plan = new Plan(task(layers, linear(0)));
    return plan.reveal(Kind.GRADIENT, plan.optimizer(), 1);
  }

  private Probe sharp(int layers) {
    Plan plan = new Plan(task(layers, LONG, linear(0)));
    sharpen(plan.task.model(), plan.initial);
    return plan.reveal(Kind.SHARP, plan.optimizer(), 1);
  }

  private Probe clipping(int layers, double partOfNorm) {
    Plan plan = new Plan(task(layers, linear(0)));
    return plan.reveal(
        Kind.CLIPPING, withMaxNorm(plan.optimizer(), partOfNorm * plan.gradientNorm()), 1);
  }

  /** λ so large beside 1/ε that the decay of the whole model is as large as its gradient. */
  private Probe decay(int layers) {
    Plan plan = new Plan(task(layers, linear(0)));
    return plan.reveal(Kind.DECAY, plan.withDecay(uniform(0.5, 2)), 1);
  }

  private Probe steep(int layers) {
    Plan plan = new Plan(task(layers, linear(0)));
    steepen(plan.task.model(), plan.initial);
    return plan.reveal(Kind.STEEP, plan.optimizer(), 1);
  }

  private Probe middle(int layers) {
    Plan plan = new Plan(task(layers, linear(uniform(0.3, 0.9))));
    OptimizerConfig optimizer =
        random.nextBoolean() ? plan.optimizer() : plan.withDecay(uniform(0.1, 0.5));
    return plan.reveal(Kind.MIDDLE, optimizer, 3 + random.nextInt(2));
  }

  /** Adds to all scores of a row alike, and to all logits alike: a softmax does not see it. */
  private void steepen(ModelConfig model, float[] parameters) {
    ParameterLayout layout = ParameterLayout.of(model);
    int c = model.channels();
    double shift = uniform(110, 160);
    for (int layer = 0; layer < model.layers(); layer++) {
      ParameterTensor bias = layout.tensor("h." + layer + ".attn.c_attn.bias");
      // Query and key biases of this size add q·k/√hs = shift.
      float each = (float) Math.sqrt(shift / Math.sqrt(model.headSize()));
      for (int i = bias.offset(); i < bias.offset() + 2 * c; i++) {
        parameters[i] += each;
      }
    }
    ParameterTensor norm = layout.tensor("ln_f.bias");
    ParameterTensor tokens = layout.tensor("wte.weight");
    double common = 0.5;
    for (int i = 0; i < c; i++) {
      double sign = random.nextBoolean() ? 1 : -1;
      parameters[norm.offset() + i] += (float) (sign * shift / (common * c));
      for (int token = 0; token < model.vocabulary(); token++) {
        parameters[tokens.offset() + token * c + i] += (float) (sign * common);
      }
    }
  }

  /** Scales queries and keys until scores have a standard deviation of about four. */
  private static void sharpen(ModelConfig model, float[] parameters) {
    int c = model.channels();
    for (Part part : Part.inBackwardOrder(ParameterLayout.of(model))) {
      if (part.role().equals("attn.c_attn.weight.query")
          || part.role().equals("attn.c_attn.weight.key")) {
        // Of normalised inputs, a query has C times this variance; a score has its square.
        double variance = Math.pow(part.norm(i -> parameters[i]), 2) / part.length();
        double factor = Math.sqrt(4 / (c * variance));
        for (int i = 0; i < part.length(); i++) {
          parameters[part.index(i)] *= (float) factor;
        }
      }
    }
  }

  private Probe smooth(int layers, Kind kind, int steps) {
    Plan plan = new Plan(task(layers, linear(0)));
    double typicalGradient = plan.gradientNorm() / Math.sqrt(plan.initial.length);
    double maxNorm =
        kind == Kind.SMOOTH ? Double.POSITIVE_INFINITY : uniform(0.3, 1.2) * plan.gradientNorm();
    OptimizerConfig optimizer =
        new OptimizerConfig(
            (float) uniform(0.5, 0.95),
            (float) uniform(0.8, 0.995),
            (float) (logUniform(0.1, 1) * typicalGradient),
            (float) uniform(0.05, 0.5),
            (float) maxNorm);
    float[] learningRates = new float[steps];
    for (int i = 0; i < steps; i++) {
      learningRates[i] = (float) logUniform(2e-3, 2e-2);
    }
    return plan.probe(kind, optimizer, learningRates, false, true);
  }

  private Probe usual(TrainingTask task) {
    float[] initial = InitialParameters.draw(ParameterLayout.of(task.model()), random.nextLong());
    List<TokenBatch> batches = new ArrayList<>();
    float[] learningRates = new float[4];
    for (int step = 0; step < learningRates.length; step++) {
      batches.add(batch(task));
      learningRates[step] = (float) (Workload.LEARNING_RATE * uniform(0.5, 1.5));
    }
    return new Probe(Kind.USUAL, new Episode(task, initial, batches, learningRates), false, false);
  }

  private OptimizerConfig usualOptimizer() {
    return new OptimizerConfig(
        (float) uniform(0.85, 0.95),
        (float) uniform(0.95, 0.999),
        (float) logUniform(1e-8, 1e-6),
        (float) uniform(0, 0.2),
        (float) uniform(0.5, 2));
  }

  /** AdamW with ε about 2⁴⁰, no decay, no clipping. */
  private OptimizerConfig linear(double beta1) {
    return new OptimizerConfig(
        (float) (beta1 > 0 ? beta1 : uniform(0.3, 0.9)),
        (float) uniform(0.5, 0.99),
        (float) (0x1p40 * uniform(0.5, 2)),
        0,
        Float.POSITIVE_INFINITY);
  }

  private static OptimizerConfig withMaxNorm(OptimizerConfig o, double maxNorm) {
    return new OptimizerConfig(o.beta1(), o.beta2(), o.epsilon(), o.weightDecay(), (float) maxNorm);
  }

  private TrainingTask task(int layers, OptimizerConfig optimizer) {
    return task(layers, MIN_TIME, optimizer);
  }

  private TrainingTask task(int layers, int minTime, OptimizerConfig optimizer) {
    int heads;
    int headSize;
    do {
      heads = 1 + random.nextInt(4);
      headSize = HEAD_SIZES[random.nextInt(HEAD_SIZES.length)];
    } while (heads * headSize > MAX_CHANNELS || heads * headSize < MIN_CHANNELS);
    int time;
    int batchSize;
    do {
      time = minTime + 2 * random.nextInt((MAX_TIME - minTime) / 2 + 1);
      batchSize = 1 + 2 * random.nextInt(3);
    } while (time * batchSize > MAX_TOKENS);
    ModelConfig model = new ModelConfig(layers, heads, heads * headSize, time, ModelConfig.BYTES);
    return new TrainingTask(model, optimizer, batchSize, threads);
  }

  /** Tokens of which most come from a small alphabet, so that some repeat and most never occur. */
  private TokenBatch batch(TrainingTask task) {
    int vocabulary = task.model().vocabulary();
    int start = random.nextInt(vocabulary);
    int alphabet = 3 + random.nextInt(30);
    int[] inputs = new int[task.tokensPerStep()];
    int[] targets = new int[task.tokensPerStep()];
    int time = task.model().contextLength();
    for (int i = 0; i < inputs.length; i += time) {
      int token = token(start, alphabet, vocabulary);
      for (int t = 0; t < time; t++) {
        inputs[i + t] = token;
        token = token(start, alphabet, vocabulary);
        targets[i + t] = token;
      }
    }
    return new TokenBatch(inputs, targets);
  }

  private int token(int start, int alphabet, int vocabulary) {
    return random.nextInt(4) == 0
        ? random.nextInt(vocabulary)
        : (start + random.nextInt(alphabet)) % vocabulary;
  }

  private double uniform(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  private double logUniform(double low, double high) {
    return low * StrictMath.pow(high / low, random.nextDouble());
  }

  /** A task with a random state and its first batch, whose gradient sets the scale of the rest. */
  private final class Plan {
    private final TrainingTask task;
    private final float[] initial;
    private final TokenBatch first;
    private final double[] firstGradient;

    Plan(TrainingTask task) {
      this.task = task;
      this.initial = randomState(task);
      this.first = batch(task);
      this.firstGradient =
          new Oracle(task, Expected.widen(initial)).gradient(first.inputs(), first.targets());
    }

    /** As before training, and noise on every parameter: no bias is 0, no LayerNorm is 1. */
    private float[] randomState(TrainingTask task) {
      ParameterLayout layout = ParameterLayout.of(task.model());
      float[] parameters = InitialParameters.draw(layout, random.nextLong());
      double deviation = uniform(0.05, 0.2);
      for (int i = 0; i < parameters.length; i++) {
        // The sum of three uniform numbers: near enough to a normal one, the same everywhere.
        double noise = uniform(-1, 1) + uniform(-1, 1) + uniform(-1, 1);
        parameters[i] += (float) (deviation * noise);
      }
      return parameters;
    }

    OptimizerConfig optimizer() {
      return task.optimizer();
    }

    double gradientNorm() {
      return norm(firstGradient);
    }

    OptimizerConfig withDecay(double partOfGradient) {
      OptimizerConfig o = optimizer();
      double decay =
          partOfGradient * gradientNorm() / (o.epsilon() * norm(Expected.widen(initial)));
      return new OptimizerConfig(
          o.beta1(), o.beta2(), o.epsilon(), (float) decay, o.maxGradientNorm());
    }

    /** Steps that move the model by one to five hundredths of its size, then one that reveals. */
    Probe reveal(Kind kind, OptimizerConfig optimizer, int steps) {
      float[] learningRates = new float[steps];
      double size = norm(Expected.widen(initial)) / gradientNorm();
      for (int i = 0; i + 1 < steps; i++) {
        learningRates[i] = (float) (optimizer.epsilon() * size * uniform(0.01, 0.05));
      }
      learningRates[steps - 1] = (float) (optimizer.epsilon() * 0x1p30 * uniform(0.5, 2));
      return probe(kind, optimizer, learningRates, true, true);
    }

    Probe probe(
        Kind kind,
        OptimizerConfig optimizer,
        float[] learningRates,
        boolean reveals,
        boolean readsEachStep) {
      List<TokenBatch> batches = new ArrayList<>(List.of(first));
      while (batches.size() < learningRates.length) {
        batches.add(batch(task));
      }
      TrainingTask whole =
          new TrainingTask(task.model(), optimizer, task.batchSize(), task.threads());
      return new Probe(
          kind, new Episode(whole, initial, batches, learningRates), reveals, readsEachStep);
    }

    private double norm(double[] values) {
      return Math.sqrt(Arrays.stream(values).map(x -> x * x).sum());
    }
  }
}
