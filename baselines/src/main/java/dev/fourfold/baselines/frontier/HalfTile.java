package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * {@link ProductTile}'s kernels for half as many rows: eight accumulators, two vectors of the right
 * factor and a broadcast are what sixteen registers can hold. Eight sums are just enough for two
 * FMAs that start in each cycle and take four.
 *
 * <p>Ledger (Zen 3, vectors of 256 bits, sixteen registers; the step of {@code small}, two runs
 * each of {@link ProductTile}'s sixteen sums and of these, taking turns): 13.8 and 15.5 against
 * 22.2 and 22.1 steps a second on one thread, 25.4 and 24.7 against 31.0 and 32.8 on two.
 */
final class HalfTile {
  /** Rows of half a tile. */
  static final int ROWS = Lanes.TILE / 2;

  private HalfTile() {}

  /**
   * C = A·B for half a tile.
   *
   * @param a left factor; row r of the half, column k of panel p at {@code aIndex + p·aPanelStride
   *     + r·PANEL + k}
   * @param depthPanels how many panels of A to go through; each meets PANEL rows of B
   * @param b right factor, one panel: (depthPanels·PANEL, PANEL), contiguous from {@code bIndex}
   * @param c the result, (ROWS, PANEL), contiguous from {@code cIndex}
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
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
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
  }

  /**
   * C = start + bias + A·B for half a tile; the rest as in {@link #multiply}.
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
  }

  /**
   * C = Aᵀ·B for half a tile: ROWS neighbouring columns of A against one panel of B.
   *
   * @param a left factor, inside one panel; row m, column r of the half at {@code aIndex + m·PANEL
   *     + r}
   * @param b right factor, one panel: (depth, PANEL), contiguous from {@code bIndex}
   * @param depth how many rows of A and B to sum over
   * @param c the result, (ROWS, PANEL), contiguous from {@code cIndex}
   */
  static void multiplyTransposed(
      float[] a, int aIndex, float[] b, int bIndex, int depth, float[] c, int cIndex) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
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
    }
    c00.intoArray(c, cIndex + 0 * PANEL);
    c01.intoArray(c, cIndex + 0 * PANEL + LANES);
    c10.intoArray(c, cIndex + 1 * PANEL);
    c11.intoArray(c, cIndex + 1 * PANEL + LANES);
    c20.intoArray(c, cIndex + 2 * PANEL);
    c21.intoArray(c, cIndex + 2 * PANEL + LANES);
    c30.intoArray(c, cIndex + 3 * PANEL);
    c31.intoArray(c, cIndex + 3 * PANEL + LANES);
  }
}
