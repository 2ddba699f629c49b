package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.BLOCK;
import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;

import dev.fourfold.core.training.OptimizerConfig;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * AdamW with clipping, as {@link OptimizerConfig} defines it, over blocks of the padded arrays.
 *
 * <p>A step is two passes, with a meeting of the members between them: the gradients of all members
 * are summed while their squares are, then parameters and moments move once through the cache.
 */
final class AdamW {
  private final OptimizerConfig config;
  private final float[] parameters;
  private final float[] firstMoment;
  private final float[] secondMoment;

  /** Each member's gradient; the first becomes the sum. */
  private final float[][] gradients;

  private final TransposedWeights transposed;

  /** Blocks before this one decay. */
  private final int decayedBlocks;

  AdamW(OptimizerConfig config, Workspace workspace) {
    this.config = config;
    this.parameters = workspace.parameters();
    this.firstMoment = workspace.firstMoment();
    this.secondMoment = workspace.secondMoment();
    this.gradients = workspace.gradients();
    this.transposed = workspace.transposed();
    this.decayedBlocks = workspace.layout().matricesEnd() / BLOCK;
  }

  /** The number of blocks to share out. */
  int blocks() {
    return parameters.length / BLOCK;
  }

  /**
   * Sums the members' gradients into the first one's, for some blocks, always in the same order.
   *
   * @return the sum of the squares of the sums
   */
  double sumGradients(int fromBlock, int toBlock) {
    float[] sum = gradients[0];
    double squares = 0;
    for (int block = fromBlock; block < toBlock; block++) {
      int index = block * BLOCK;
      for (int other = 1; other < gradients.length - 1; other++) {
        add(sum, gradients[other], index);
      }
      squares +=
          gradients.length == 1
              ? squares(sum, index)
              : addAndSquare(sum, gradients[gradients.length - 1], index);
    }
    return squares;
  }

  private static void add(float[] sum, float[] term, int index) {
    for (int i = index; i < index + BLOCK; i += LANES) {
      FloatVector.fromArray(SPECIES, sum, i)
          .add(FloatVector.fromArray(SPECIES, term, i))
          .intoArray(sum, i);
    }
  }

  private static float squares(float[] x, int index) {
    FloatVector even = FloatVector.zero(SPECIES);
    FloatVector odd = even;
    for (int i = index; i < index + BLOCK; i += 2 * LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + LANES);
      even = x0.fma(x0, even);
      odd = x1.fma(x1, odd);
    }
    return VectorMath.sum(even.add(odd));
  }

  private static float addAndSquare(float[] sum, float[] term, int index) {
    FloatVector even = FloatVector.zero(SPECIES);
    FloatVector odd = even;
    for (int i = index; i < index + BLOCK; i += 2 * LANES) {
      FloatVector x0 =
          FloatVector.fromArray(SPECIES, sum, i).add(FloatVector.fromArray(SPECIES, term, i));
      FloatVector x1 =
          FloatVector.fromArray(SPECIES, sum, i + LANES)
              .add(FloatVector.fromArray(SPECIES, term, i + LANES));
      x0.intoArray(sum, i);
      x1.intoArray(sum, i + LANES);
      even = x0.fma(x0, even);
      odd = x1.fma(x1, odd);
    }
    return VectorMath.sum(even.add(odd));
  }

  /** What the gradient is multiplied by, its squares' sum given: at most 1. */
  float clip(double squares) {
    double norm = Math.sqrt(squares);
    return norm > config.maxGradientNorm() ? (float) (config.maxGradientNorm() / norm) : 1f;
  }

  /**
   * Updates parameters, moments and transposes of some blocks.
   *
   * @param step 1 for the first
   * @param clip factor of the gradient
   */
  void update(int fromBlock, int toBlock, int step, float learningRate, float clip) {
    float firstCorrection = (float) (1 / (1 - Math.pow(config.beta1(), step)));
    float secondCorrection = (float) (1 / (1 - Math.pow(config.beta2(), step)));
    for (int block = fromBlock; block < toBlock; block++) {
      float decay = block < decayedBlocks ? config.weightDecay() : 0f;
      updateBlock(
          parameters,
          gradients[0],
          firstMoment,
          secondMoment,
          block * BLOCK,
          clip,
          config.beta1(),
          config.beta2(),
          firstCorrection,
          secondCorrection,
          config.epsilon(),
          learningRate,
          decay);
      transposed.renew(parameters, block, block + 1);
    }
  }

  private static void updateBlock(
      float[] parameters,
      float[] gradient,
      float[] first,
      float[] second,
      int index,
      float clip,
      float beta1,
      float beta2,
      float firstCorrection,
      float secondCorrection,
      float epsilon,
      float learningRate,
      float decay) {
    for (int i = index; i < index + BLOCK; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, i).mul(clip);
      FloatVector p = FloatVector.fromArray(SPECIES, parameters, i);
      FloatVector m = FloatVector.fromArray(SPECIES, first, i).mul(beta1).add(g.mul(1 - beta1));
      FloatVector v =
          FloatVector.fromArray(SPECIES, second, i).mul(beta2).add(g.mul(g).mul(1 - beta2));
      m.intoArray(first, i);
      v.intoArray(second, i);
      FloatVector direction =
          m.mul(firstCorrection)
              .div(v.mul(secondCorrection).lanewise(VectorOperators.SQRT).add(epsilon));
      p.sub(direction.add(p.mul(decay)).mul(learningRate)).intoArray(parameters, i);
    }
  }
}
