package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;
import static dev.fourfold.baselines.frontier.Lanes.TILE;

import jdk.incubator.vector.FloatVector;

/** Products of whole matrices, tile by tile, for the rows that one member owns. */
final class Products {
  /** One row of zeros: the start of a sum that has no residual. */
  private static final float[] ZEROS = new float[PANEL];

  /**
   * Panels of X, and as many rows of blocks of W, to go through at a time: of W, 32 KiB with
   * vectors of 512 bits, which leaves room for X in a first-level cache of 48.
   */
  private static final int DEPTH = 8;

  private Products() {}

  /**
   * Y = X·W, for some rows.
   *
   * <p>Panels of W outside, tiles of rows inside: a panel of W stays in the first-level cache while
   * all rows pass by it.
   *
   * @param x (rows, K)
   * @param fromRow a multiple of the tile's height, as {@code toRow}
   * @param w (K, N)
   * @param y (rows, N)
   */
  static void multiply(PanelMatrix x, int fromRow, int toRow, PanelMatrix w, PanelMatrix y) {
    for (int panel = 0; panel < w.panels(); panel++) {
      multiplyPanel(x, fromRow, toRow, w, panel, y);
    }
  }

  /** One panel of {@link #multiply}. */
  static void multiplyPanel(
      PanelMatrix x, int fromRow, int toRow, PanelMatrix w, int panel, PanelMatrix y) {
    for (int row = fromRow; row < toRow; row += TILE) {
      ProductTile.multiply(
          x.data(),
          x.index(0, row),
          x.panelStride(),
          Math.min(DEPTH, x.panels()),
          w.data(),
          w.index(panel, 0),
          y.data(),
          y.index(panel, row));
    }
    addDeeper(x, fromRow, toRow, w, panel, y);
  }

  /** Y = X·W + bias, for some rows; bias is (N) from {@code biasIndex}. */
  static void multiplyBiased(
      PanelMatrix x,
      int fromRow,
      int toRow,
      PanelMatrix w,
      float[] bias,
      int biasIndex,
      PanelMatrix y) {
    for (int panel = 0; panel < w.panels(); panel++) {
      multiplyBiasedPanel(x, fromRow, toRow, w, panel, bias, biasIndex, y);
    }
  }

  /** One panel of {@link #multiplyBiased}. */
  static void multiplyBiasedPanel(
      PanelMatrix x,
      int fromRow,
      int toRow,
      PanelMatrix w,
      int panel,
      float[] bias,
      int biasIndex,
      PanelMatrix y) {
    for (int row = fromRow; row < toRow; row += TILE) {
      ProductTile.multiplyAdding(
          ZEROS,
          0,
          0,
          bias,
          biasIndex + panel * PANEL,
          x.data(),
          x.index(0, row),
          x.panelStride(),
          Math.min(DEPTH, x.panels()),
          w.data(),
          w.index(panel, 0),
          y.data(),
          y.index(panel, row));
    }
    addDeeper(x, fromRow, toRow, w, panel, y);
  }

  /** Y = residual + X·W + bias, for some rows; residual and Y are (rows, N). */
  static void multiplyAdding(
      PanelMatrix residual,
      PanelMatrix x,
      int fromRow,
      int toRow,
      PanelMatrix w,
      float[] bias,
      int biasIndex,
      PanelMatrix y) {
    for (int panel = 0; panel < w.panels(); panel++) {
      for (int row = fromRow; row < toRow; row += TILE) {
        ProductTile.multiplyAdding(
            residual.data(),
            residual.index(panel, row),
            PANEL,
            bias,
            biasIndex + panel * PANEL,
            x.data(),
            x.index(0, row),
            x.panelStride(),
            Math.min(DEPTH, x.panels()),
            w.data(),
            w.index(panel, 0),
            y.data(),
            y.index(panel, row));
      }
      addDeeper(x, fromRow, toRow, w, panel, y);
    }
  }

  /** Adds to one panel of Y what the panels of X beyond the first {@link #DEPTH} contribute. */
  private static void addDeeper(
      PanelMatrix x, int fromRow, int toRow, PanelMatrix w, int panel, PanelMatrix y) {
    for (int depth = DEPTH; depth < x.panels(); depth += DEPTH) {
      for (int row = fromRow; row < toRow; row += TILE) {
        ProductTile.multiplyAdding(
            y.data(),
            y.index(panel, row),
            PANEL,
            ZEROS,
            0,
            x.data(),
            x.index(depth, row),
            x.panelStride(),
            Math.min(DEPTH, x.panels() - depth),
            w.data(),
            w.index(panel, depth * PANEL),
            y.data(),
            y.index(panel, row));
      }
    }
  }

  /**
   * dW = Xᵀ·dY, summed over some rows: the gradient of W in Y = X·W.
   *
   * @param x (rows, K)
   * @param dy (rows, N)
   * @param dw (K, N)
   */
  static void weightGradient(
      PanelMatrix x, PanelMatrix dy, int fromRow, int toRow, PanelMatrix dw) {
    for (int panel = 0; panel < dy.panels(); panel++) {
      for (int k = 0; k < dw.rows(); k += TILE) {
        ProductTile.multiplyTransposed(
            x.data(),
            x.element(fromRow, k),
            dy.data(),
            dy.index(panel, fromRow),
            toRow - fromRow,
            dw.data(),
            dw.index(panel, k));
      }
    }
  }

  /**
   * db = the column sums of dY over some rows: the gradient of b in Y = X·W + b.
   *
   * @param dy (rows, N)
   * @param db (N) from {@code index}, overwritten
   */
  static void biasGradient(PanelMatrix dy, int fromRow, int toRow, float[] db, int index) {
    for (int panel = 0; panel < dy.panels(); panel++) {
      sumRows(dy.data(), dy.index(panel, fromRow), toRow - fromRow, db, index + panel * PANEL);
    }
  }

  /** Eight sums, because an addition takes four cycles and two start in each. */
  private static void sumRows(float[] rows, int index, int count, float[] sums, int sumsIndex) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    for (int row = 0; row < count; row += 4) {
      int at = index + row * PANEL;
      a0 = FloatVector.fromArray(SPECIES, rows, at).add(a0);
      a1 = FloatVector.fromArray(SPECIES, rows, at + LANES).add(a1);
      b0 = FloatVector.fromArray(SPECIES, rows, at + PANEL).add(b0);
      b1 = FloatVector.fromArray(SPECIES, rows, at + PANEL + LANES).add(b1);
      c0 = FloatVector.fromArray(SPECIES, rows, at + 2 * PANEL).add(c0);
      c1 = FloatVector.fromArray(SPECIES, rows, at + 2 * PANEL + LANES).add(c1);
      d0 = FloatVector.fromArray(SPECIES, rows, at + 3 * PANEL).add(d0);
      d1 = FloatVector.fromArray(SPECIES, rows, at + 3 * PANEL + LANES).add(d1);
    }
    a0.add(b0).add(c0.add(d0)).intoArray(sums, sumsIndex);
    a1.add(b1).add(c1.add(d1)).intoArray(sums, sumsIndex + LANES);
  }
}
