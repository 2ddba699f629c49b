package dev.fourfold.core.model;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * GPT-2's initialisation, reproducible from a seed on every machine.
 *
 * <p>Weights are drawn from N(0, 0.02²); the two projections that write into the residual stream
 * ({@code attn.c_proj.weight}, {@code mlp.c_proj.weight}) are scaled down by 1/√(2·layers), one
 * factor for each write (Radford et al. 2019, section 2.3); biases are 0 and LayerNorm weights 1.
 */
public final class InitialParameters {
  private static final double STANDARD_DEVIATION = 0.02;

  /** Some tenths of a millisecond of work: handing it to another core costs far less. */
  private static final int PAIRS_AT_ONCE = 4096;

  private InitialParameters() {}

  /**
   * Draws the parameters of a model.
   *
   * @return a new array in the order of {@link ParameterLayout}
   */
  public static float[] draw(ParameterLayout layout, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] parameters = new float[layout.size()];
    double residual = STANDARD_DEVIATION / Math.sqrt(2.0 * layout.model().layers());
    for (ParameterTensor tensor : layout.tensors()) {
      if (tensor.isDecayed()) {
        boolean writesResidual = tensor.name().endsWith("c_proj.weight");
        fillNormal(parameters, tensor, random, writesResidual ? residual : STANDARD_DEVIATION);
      } else if (tensor.name().endsWith("weight")) {
        Arrays.fill(parameters, tensor.offset(), tensor.end(), 1f);
      }
    }
    return parameters;
  }

  /**
   * The polar method (Marsaglia and Bray 1964), with StrictMath's logarithm so that every machine
   * draws the same bits. Points are drawn one after the other; what is made of them, which takes
   * longer, by all cores.
   */
  private static void fillNormal(
      float[] parameters, ParameterTensor tensor, SplittableRandom random, double deviation) {
    int pairs = (tensor.end() - tensor.offset() + 1) / 2;
    double[] points = new double[2 * pairs];
    for (int i = 0; i < points.length; i += 2) {
      double x;
      double y;
      double square;
      do {
        x = 2 * random.nextDouble() - 1;
        y = 2 * random.nextDouble() - 1;
        square = x * x + y * y;
      } while (square >= 1 || square == 0);
      points[i] = x;
      points[i + 1] = y;
    }
    IntStream.range(0, Math.ceilDiv(pairs, PAIRS_AT_ONCE))
        .parallel()
        .forEach(
            part -> {
              int first = part * PAIRS_AT_ONCE;
              int last = Math.min(pairs, first + PAIRS_AT_ONCE);
              scale(points, first, last, deviation, parameters, tensor);
            });
  }

  /** Some of a tensor's pairs. */
  private static void scale(
      double[] points,
      int first,
      int last,
      double deviation,
      float[] parameters,
      ParameterTensor tensor) {
    for (int pair = first; pair < last; pair++) {
      double x = points[2 * pair];
      double y = points[2 * pair + 1];
      double square = x * x + y * y;
      double scale = deviation * Math.sqrt(-2 * StrictMath.log(square) / square);
      int i = tensor.offset() + 2 * pair;
      parameters[i] = (float) (scale * x);
      if (i + 1 < tensor.end()) {
        parameters[i + 1] = (float) (scale * y);
      }
    }
  }
}
