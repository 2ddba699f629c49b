package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.PANEL;

/**
 * A matrix of {@code rows} rows and {@code panels · PANEL} columns, kept as (panels, rows, PANEL).
 *
 * <p>Element (r, c) lies at {@code offset + (c / PANEL) · panelStride + r · PANEL + c % PANEL}. One
 * layout serves as every operand of every product: the left one is read by rows or, for Xᵀ·Y, by
 * columns, the right one by vectors, all at strides that the compiler knows, and a tile of the
 * result is one contiguous piece of memory.
 *
 * @param data where the panels lie
 * @param offset index of the first element in {@code data}
 * @param rows a multiple of the panel's width
 * @param panels the number of panels
 * @param panelStride floats from one panel to the next, at least rows · PANEL
 */
record PanelMatrix(float[] data, int offset, int rows, int panels, int panelStride) {

  /**
   * A matrix of zeros in memory of its own. Panels are set apart by some rows more than there are:
   * at a power of two, one row's vectors in all panels would compete for one set of the cache.
   */
  static PanelMatrix allocate(int rows, int panels) {
    int stride = Math.multiplyExact(Math.addExact(rows, 8), PANEL);
    return new PanelMatrix(new float[Math.multiplyExact(panels, stride)], 0, rows, panels, stride);
  }

  /** A matrix without gaps between its panels, inside a larger array. */
  static PanelMatrix view(float[] data, int offset, int rows, int panels) {
    return new PanelMatrix(data, offset, rows, panels, rows * PANEL);
  }

  /** The index in {@code data} of the first element of a row of a panel. */
  int index(int panel, int row) {
    return offset + panel * panelStride + row * PANEL;
  }

  /** The index in {@code data} of one element. */
  int element(int row, int column) {
    return index(column / PANEL, row) + column % PANEL;
  }
}
