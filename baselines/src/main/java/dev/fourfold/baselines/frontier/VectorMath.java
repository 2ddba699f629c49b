package dev.fourfold.baselines.frontier;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/** Functions of a vector that the Vector API computes by a call into a library, here inline. */
final class VectorMath {
  /** Below this, 2ⁿ leaves the normal range; e to it is 1.6e-38, nothing beside any sum. */
  private static final float SMALLEST = -87f;

  /** The largest argument of {@link #exp}. */
  static final float LARGEST = 88f;

  private static final float LOG2_E = 1.442695f;

  /** ln 2 in two parts; the first has 15 bits, so that its product with n is exact. */
  private static final float LN2_HIGH = 0x1.62e4p-1f;

  private static final float LN2_LOW = 1.4286068e-6f;

  /** 1.5 · 2²³: adding it leaves the rounded integer in the lowest bits of the sum. */
  private static final float ROUNDER = 0x1.8p23f;

  /** Lane i takes from lane i XOR distance; distances beyond the vector are not used. */
  private static final VectorShuffle<Float> SWAP_1 = swap(1);

  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorShuffle<Float> SWAP_16 = swap(16);
  private static final VectorShuffle<Float> SWAP_32 = swap(32);

  private VectorMath() {}

  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(Lanes.SPECIES, i -> (i ^ distance) % Lanes.LANES);
  }

  /**
   * The sum of the lanes, in an order of its own. {@code reduceLanes} adds in one order when it is
   * interpreted and in another when it is compiled, so that a run would not give the same bits
   * twice.
   */
  static float sum(FloatVector x) {
    FloatVector sum = x;
    if (Lanes.LANES > 32) {
      sum = sum.add(sum.rearrange(SWAP_32));
    }
    if (Lanes.LANES > 16) {
      sum = sum.add(sum.rearrange(SWAP_16));
    }
    if (Lanes.LANES > 8) {
      sum = sum.add(sum.rearrange(SWAP_8));
    }
    if (Lanes.LANES > 4) {
      sum = sum.add(sum.rearrange(SWAP_4));
    }
    sum = sum.add(sum.rearrange(SWAP_2));
    return sum.add(sum.rearrange(SWAP_1)).lane(0);
  }

  /**
   * eˣ for x up to {@link #LARGEST}, within 1.2e-7 of the true value, relatively; below −87, e⁻⁸⁷.
   *
   * <p>With n the integer nearest to x / ln 2 and r = x − n·ln 2: eˣ = 2ⁿ·eʳ. On |r| ≤ ln 2 / 2, eʳ
   * = 1 + r + r²·q(r), q being the polynomial of degree 4 that interpolates in Chebyshev's nodes
   * (worst relative error 1.1e-8).
   */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = atLeast(SMALLEST, x);
    FloatVector shifted = constant(LOG2_E).fma(clamped, constant(ROUNDER));
    FloatVector n = shifted.sub(constant(ROUNDER));
    FloatVector r = constant(-LN2_HIGH).fma(n, clamped);
    r = constant(-LN2_LOW).fma(n, r);
    FloatVector q = constant(0.0013926213f).fma(r, constant(0.008363203f));
    q = q.fma(r, constant(0.041666556f));
    q = q.fma(r, constant(0.16666576f));
    q = q.fma(r, constant(0.5f));
    FloatVector power = q.fma(r.mul(r), r).add(1f);
    // The exponent's field starts at bit 23: adding n there multiplies by 2ⁿ.
    return power
        .reinterpretAsInts()
        .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
        .reinterpretAsFloats();
  }

  /**
   * x, or {@code limit} where x is below it; NaN stays NaN. {@code FloatVector.max} minds signed
   * zeros as Java's rules want it, which takes six instructions instead of three.
   *
   * <p>Here as in every kernel, a method is called on a vector whose class the compiler can know,
   * such as a constant, and not on a parameter: without a profile of its callers, C2 would make it
   * a virtual call, and a vector that goes through one lives on the heap.
   */
  static FloatVector atLeast(float limit, FloatVector x) {
    FloatVector bound = constant(limit);
    return bound.blend(x, bound.compare(VectorOperators.GT, x).not());
  }

  /** x, or {@code limit} where x is above it; NaN stays NaN. */
  static FloatVector atMost(float limit, FloatVector x) {
    FloatVector bound = constant(limit);
    return bound.blend(x, bound.compare(VectorOperators.LT, x).not());
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(Lanes.SPECIES, value);
  }
}
