package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.FEW_REGISTERS;
import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The kernels in which a step spends three quarters of its time: one tile of a matrix product, its
 * sixteen accumulators in registers; where there are too few of those for sixteen, in two halves of
 * eight ({@link HalfTile}).
 *
 * <p>Ledger, as the share of the FMA peak of one thread that was measured beside it (Zen 5, vectors
 * of 512 bits, operands in the second-level cache, K = 128 to 1024):
 *
 * <ul>
 *   <li>8 rows of one panel, the left factor by broadcasts, nothing unrolled by hand: 94–97 %.
 *       Sixteen sums, because two FMAs start in each cycle and each takes four; a broadcast serves
 *       two of them, so that loads (10 for 16 FMAs) stay below what the core can do.
 *   <li>12 rows of one panel: 94–95 %, and rows would need a remainder.
 *   <li>unrolled by hand over two or four columns of the left factor: 93–96 and 86–90 %. The
 *       compiler then moves sums between registers and the stack.
 *   <li>sums that start from a row of zeros in memory instead of from registers: 2 % slower at K =
 *       128, 6 % at K = 32 (attention). Hence {@link #multiplyAdding} beside {@link #multiply}.
 *   <li>operands in the third-level cache: 85–95 %, but 61–66 % with 128 KiB of the right factor in
 *       use at once, and 79–82 % with 32 of them at a time. {@link Products} therefore goes through
 *       deep products in pieces.
 * </ul>
 *
 * <p>All strides inside the loops are constants, so that the compiler proves the indices once
 * before a loop and not in it. That holds for {@link #multiplyTransposed} too: with matrices row by
 * row instead of panel by panel, both of its strides would be variables.
 */
final class ProductTile {
  /** From a tile's first half to its second, where rows of a panel are contiguous. */
  private static final int HALF = HalfTile.ROWS * PANEL;

  private ProductTile() {}

  /**
   * C = A·B for one tile.
   *
   * @param a left factor; row r of the tile, column k of panel p at {@code aIndex + p·aPanelStride
   *     + r·PANEL + k}
   * @param depthPanels how many panels of A to go through; each meets PANEL rows of B
   * @param b right factor, one panel: (depthPanels·PANEL, PANEL), contiguous from {@code bIndex}
   * @param c the result, (TILE, PANEL), contiguous from {@code cIndex}
   */
  static void multiply(
      float[] a,
      int aIndex,
      int aPanelStride,
      int depthPanels,
      float[] b,
      int bIndex,
      float[] c,
      int cIndex) {
    if (FEW_REGISTERS) {
      HalfTile.multiply(a, aIndex, aPanelStride, depthPanels, b, bIndex, c, cIndex);
      HalfTile.multiply(a, aIndex + HALF, aPanelStride, depthPanels, b, bIndex, c, cIndex + HALF);
      return;
    }
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    for (int panel = 0; panel < depthPanels; panel++) {
      int aPanel = aIndex + panel * aPanelStride;
      int bPanel = bIndex + panel * PANEL * PANEL;
      for (int k = 0; k < PANEL; k++) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, b, bPanel + k * PANEL);
        FloatVector b1 = FloatVector.fromArray(SPECIES, b, bPanel + k * PANEL + LANES);
        FloatVector x;
        x = FloatVector.broadcast(SPECIES, a[aPanel + k]);
        c00 = x.fma(b0, c00);
        c01 = x.fma(b1, c01);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 1 * PANEL]);
        c10 = x.fma(b0, c10);
        c11 = x.fma(b1, c11);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 2 * PANEL]);
        c20 = x.fma(b0, c20);
        c21 = x.fma(b1, c21);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 3 * PANEL]);
        c30 = x.fma(b0, c30);
        c31 = x.fma(b1, c31);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 4 * PANEL]);
        c40 = x.fma(b0, c40);
        c41 = x.fma(b1, c41);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 5 * PANEL]);
        c50 = x.fma(b0, c50);
        c51 = x.fma(b1, c51);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 6 * PANEL]);
        c60 = x.fma(b0, c60);
        c61 = x.fma(b1, c61);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 7 * PANEL]);
        c70 = x.fma(b0, c70);
        c71 = x.fma(b1, c71);
      }
    }
    c00.intoArray(c, cIndex + 0 * PANEL);
    c01.intoArray(c, cIndex + 0 * PANEL + LANES);
    c10.intoArray(c, cIndex + 1 * PANEL);
    c11.intoArray(c, cIndex + 1 * PANEL + LANES);
    c20.intoArray(c, cIndex + 2 * PANEL);
    c21.intoArray(c, cIndex + 2 * PANEL + LANES);
    c30.intoArray(c, cIndex + 3 * PANEL);
    c31.intoArray(c, cIndex + 3 * PANEL + LANES);
    c40.intoArray(c, cIndex + 4 * PANEL);
    c41.intoArray(c, cIndex + 4 * PANEL + LANES);
    c50.intoArray(c, cIndex + 5 * PANEL);
    c51.intoArray(c, cIndex + 5 * PANEL + LANES);
    c60.intoArray(c, cIndex + 6 * PANEL);
    c61.intoArray(c, cIndex + 6 * PANEL + LANES);
    c70.intoArray(c, cIndex + 7 * PANEL);
    c71.intoArray(c, cIndex + 7 * PANEL + LANES);
  }

  /**
   * C = start + bias + A·B for one tile; the rest as in {@link #multiply}.
   *
   * @param start what the sum starts from: row r at {@code startIndex + r·startStride}
   * @param bias (PANEL) added to every row
   */
  static void multiplyAdding(
      float[] start,
      int startIndex,
      int startStride,
      float[] bias,
      int biasIndex,
      float[] a,
      int aIndex,
      int aPanelStride,
      int depthPanels,
      float[] b,
      int bIndex,
      float[] c,
      int cIndex) {
    if (FEW_REGISTERS) {
      for (int half = 0; half < 2; half++) {
        HalfTile.multiplyAdding(
            start,
            startIndex + half * HalfTile.ROWS * startStride,
            startStride,
            bias,
            biasIndex,
            a,
            aIndex + half * HALF,
            aPanelStride,
            depthPanels,
            b,
            bIndex,
            c,
            cIndex + half * HALF);
      }
      return;
    }
    FloatVector bias0 = FloatVector.fromArray(SPECIES, bias, biasIndex);
    FloatVector bias1 = FloatVector.fromArray(SPECIES, bias, biasIndex + LANES);
    FloatVector c00 =
        FloatVector.fromArray(SPECIES, start, startIndex + 0 * startStride).add(bias0);
    FloatVector c01 =
        FloatVector.fromArray(SPECIES, start, startIndex + 0 * startStride + LANES).add(bias1);
    FloatVector c10 =
        FloatVector.fromArray(SPECIES, start, startIndex + 1 * startStride).add(bias0);
    FloatVector c11 =
        FloatVector.fromArray(SPECIES, start, startIndex + 1 * startStride + LANES).add(bias1);
    FloatVector c20 =
        FloatVector.fromArray(SPECIES, start, startIndex + 2 * startStride).add(bias0);
    FloatVector c21 =
        FloatVector.fromArray(SPECIES, start, startIndex + 2 * startStride + LANES).add(bias1);
    FloatVector c30 =
        FloatVector.fromArray(SPECIES, start, startIndex + 3 * startStride).add(bias0);
    FloatVector c31 =
        FloatVector.fromArray(SPECIES, start, startIndex + 3 * startStride + LANES).add(bias1);
    FloatVector c40 =
        FloatVector.fromArray(SPECIES, start, startIndex + 4 * startStride).add(bias0);
    FloatVector c41 =
        FloatVector.fromArray(SPECIES, start, startIndex + 4 * startStride + LANES).add(bias1);
    FloatVector c50 =
        FloatVector.fromArray(SPECIES, start, startIndex + 5 * startStride).add(bias0);
    FloatVector c51 =
        FloatVector.fromArray(SPECIES, start, startIndex + 5 * startStride + LANES).add(bias1);
    FloatVector c60 =
        FloatVector.fromArray(SPECIES, start, startIndex + 6 * startStride).add(bias0);
    FloatVector c61 =
        FloatVector.fromArray(SPECIES, start, startIndex + 6 * startStride + LANES).add(bias1);
    FloatVector c70 =
        FloatVector.fromArray(SPECIES, start, startIndex + 7 * startStride).add(bias0);
    FloatVector c71 =
        FloatVector.fromArray(SPECIES, start, startIndex + 7 * startStride + LANES).add(bias1);
    for (int panel = 0; panel < depthPanels; panel++) {
      int aPanel = aIndex + panel * aPanelStride;
      int bPanel = bIndex + panel * PANEL * PANEL;
      for (int k = 0; k < PANEL; k++) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, b, bPanel + k * PANEL);
        FloatVector b1 = FloatVector.fromArray(SPECIES, b, bPanel + k * PANEL + LANES);
        FloatVector x;
        x = FloatVector.broadcast(SPECIES, a[aPanel + k]);
        c00 = x.fma(b0, c00);
        c01 = x.fma(b1, c01);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 1 * PANEL]);
        c10 = x.fma(b0, c10);
        c11 = x.fma(b1, c11);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 2 * PANEL]);
        c20 = x.fma(b0, c20);
        c21 = x.fma(b1, c21);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 3 * PANEL]);
        c30 = x.fma(b0, c30);
        c31 = x.fma(b1, c31);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 4 * PANEL]);
        c40 = x.fma(b0, c40);
        c41 = x.fma(b1, c41);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 5 * PANEL]);
        c50 = x.fma(b0, c50);
        c51 = x.fma(b1, c51);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 6 * PANEL]);
        c60 = x.fma(b0, c60);
        c61 = x.fma(b1, c61);
        x = FloatVector.broadcast(SPECIES, a[aPanel + k + 7 * PANEL]);
        c70 = x.fma(b0, c70);
        c71 = x.fma(b1, c71);
      }
    }
    c00.intoArray(c, cIndex + 0 * PANEL);
    c01.intoArray(c, cIndex + 0 * PANEL + LANES);
    c10.intoArray(c, cIndex + 1 * PANEL);
    c11.intoArray(c, cIndex + 1 * PANEL + LANES);
    c20.intoArray(c, cIndex + 2 * PANEL);
    c21.intoArray(c, cIndex + 2 * PANEL + LANES);
    c30.intoArray(c, cIndex + 3 * PANEL);
    c31.intoArray(c, cIndex + 3 * PANEL + LANES);
    c40.intoArray(c, cIndex + 4 * PANEL);
    c41.intoArray(c, cIndex + 4 * PANEL + LANES);
    c50.intoArray(c, cIndex + 5 * PANEL);
    c51.intoArray(c, cIndex + 5 * PANEL + LANES);
    c60.intoArray(c, cIndex + 6 * PANEL);
    c61.intoArray(c, cIndex + 6 * PANEL + LANES);
    c70.intoArray(c, cIndex + 7 * PANEL);
    c71.intoArray(c, cIndex + 7 * PANEL + LANES);
  }

  /**
   * C = Aᵀ·B for one tile: TILE neighbouring columns of A against one panel of B.
   *
   * @param a left factor, inside one panel; row m, column r of the tile at {@code aIndex + m·PANEL
   *     + r}
   * @param b right factor, one panel: (depth, PANEL), contiguous from {@code bIndex}
   * @param depth how many rows of A and B to sum over
   * @param c the result, (TILE, PANEL), contiguous from {@code cIndex}
   */
  static void multiplyTransposed(
      float[] a, int aIndex, float[] b, int bIndex, int depth, float[] c, int cIndex) {
    if (FEW_REGISTERS) {
      HalfTile.multiplyTransposed(a, aIndex, b, bIndex, depth, c, cIndex);
      HalfTile.multiplyTransposed(a, aIndex + HalfTile.ROWS, b, bIndex, depth, c, cIndex + HALF);
      return;
    }
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    for (int m = 0; m < depth; m++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bIndex + m * PANEL);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bIndex + m * PANEL + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, a[aIndex + m * PANEL]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[aIndex + m * PANEL + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[aIndex + m * PANEL + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[aIndex + m * PANEL + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[aIndex + m * PANEL + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[aIndex + m * PANEL + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, a[aIndex + m * PANEL + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, a[aIndex + m * PANEL + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
    }
    c00.intoArray(c, cIndex + 0 * PANEL);
    c01.intoArray(c, cIndex + 0 * PANEL + LANES);
    c10.intoArray(c, cIndex + 1 * PANEL);
    c11.intoArray(c, cIndex + 1 * PANEL + LANES);
    c20.intoArray(c, cIndex + 2 * PANEL);
    c21.intoArray(c, cIndex + 2 * PANEL + LANES);
    c30.intoArray(c, cIndex + 3 * PANEL);
    c31.intoArray(c, cIndex + 3 * PANEL + LANES);
    c40.intoArray(c, cIndex + 4 * PANEL);
    c41.intoArray(c, cIndex + 4 * PANEL + LANES);
    c50.intoArray(c, cIndex + 5 * PANEL);
    c51.intoArray(c, cIndex + 5 * PANEL + LANES);
    c60.intoArray(c, cIndex + 6 * PANEL);
    c61.intoArray(c, cIndex + 6 * PANEL + LANES);
    c70.intoArray(c, cIndex + 7 * PANEL);
    c71.intoArray(c, cIndex + 7 * PANEL + LANES);
  }
}
