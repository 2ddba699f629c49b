package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Lanes.TILE;
import static dev.fourfold.baselines.frontier.Products.ZEROS;

/**
 * Causal attention of one head over one sequence, forward and backward.
 *
 * <p>A head's queries, keys and values start at panels of their own, so that each is a matrix like
 * any other and the five products are the same two tile kernels that the linear layers use. Blocks
 * above the diagonal are never computed. Probabilities are kept for the backward pass.
 */
final class Attention {
  /** Rows of a sequence, T padded. */
  private final int rows;

  /** Panels of a head, hs padded. */
  private final int headPanels;

  private final int heads;
  private final float scale;

  /** (hs, T): keys, then values, of the head at hand. */
  private final PanelMatrix transposed;

  /** (T, T): gradients of probabilities, then of scores. */
  private final PanelMatrix scores;

  /** Scratch memory of one worker. */
  Attention(int heads, int headSize, int rows) {
    this.rows = rows;
    this.heads = heads;
    this.headPanels = Lanes.panels(headSize);
    this.scale = (float) (1 / Math.sqrt(headSize));
    this.transposed = PanelMatrix.allocate(headPanels * PANEL, rows / PANEL);
    this.scores = PanelMatrix.allocate(rows, rows / PANEL);
  }

  /**
   * out = softmax(scale·Q·Kᵀ)·V.
   *
   * @param qkv (B·T, 3·H·hs) queries of all heads, then keys, then values
   * @param firstRow where the sequence starts in {@code qkv} and {@code out}
   * @param p (T, T) probabilities, written
   * @param out (B·T, H·hs)
   */
  void forward(PanelMatrix qkv, int firstRow, int head, PanelMatrix p, PanelMatrix out) {
    int query = head * headPanels;
    int key = query + heads * headPanels;
    int value = key + heads * headPanels;

    // S = Q·Kᵀ
    transposeHead(qkv, firstRow, key);
    multiplyTransposedHead(qkv, firstRow, query, p);
    for (int row = 0; row < rows; row++) {
      CausalSoftmax.forward(p, row, scale);
    }
    // O = P·V
    multiplyCausal(p, qkv, firstRow, value, out, query);
  }

  /**
   * The gradients of queries, keys and values.
   *
   * @param p (T, T) as {@link #forward} wrote it
   * @param dOut (B·T, H·hs)
   * @param dQkv (B·T, 3·H·hs), written
   */
  void backward(
      PanelMatrix qkv, int firstRow, int head, PanelMatrix p, PanelMatrix dOut, PanelMatrix dQkv) {
    int query = head * headPanels;
    int key = query + heads * headPanels;
    int value = key + heads * headPanels;

    // O = P·V: dV = Pᵀ·dO, dP = dO·Vᵀ
    multiplyCausalTransposed(p, dOut, firstRow, query, dQkv, value);
    transposeHead(qkv, firstRow, value);
    multiplyTransposedHead(dOut, firstRow, query, scores);
    for (int row = 0; row < rows; row++) {
      CausalSoftmax.backward(p, scores, row, scale);
    }
    // S = Q·Kᵀ: dQ = dS·K, dK = dSᵀ·Q
    multiplyCausal(scores, qkv, firstRow, key, dQkv, query);
    multiplyCausalTransposed(scores, qkv, firstRow, query, dQkv, key);
  }

  /** {@link #transposed} = Xᵀ for the (T, hs) matrix X that starts at a panel of {@code from}. */
  private void transposeHead(PanelMatrix from, int firstRow, int fromPanel) {
    for (int panel = 0; panel < headPanels; panel++) {
      for (int row = 0; row < rows; row += PANEL) {
        Transposition.block(
            from.data(),
            from.index(fromPanel + panel, firstRow + row),
            transposed.data(),
            transposed.index(row / PANEL, panel * PANEL));
      }
    }
  }

  /** to = X·{@link #transposed} on and below the diagonal blocks; X is (T, hs), to (T, T). */
  private void multiplyTransposedHead(PanelMatrix x, int firstRow, int xPanel, PanelMatrix to) {
    for (int panel = 0; panel < to.panels(); panel++) {
      for (int row = panel * PANEL; row < rows; row += TILE) {
        ProductTile.multiply(
            x.data(),
            x.index(xPanel, firstRow + row),
            x.panelStride(),
            headPanels,
            transposed.data(),
            transposed.index(panel, 0),
            ZEROS,
            0,
            0,
            ZEROS,
            0,
            to.data(),
            to.index(panel, row));
      }
    }
  }

  /** to = A·X, A being (T, T) and zero above the diagonal; X and to are (T, hs). */
  private void multiplyCausal(
      PanelMatrix a, PanelMatrix x, int firstRow, int xPanel, PanelMatrix to, int toPanel) {
    for (int panel = 0; panel < headPanels; panel++) {
      for (int row = 0; row < rows; row += TILE) {
        ProductTile.multiply(
            a.data(),
            a.index(0, row),
            a.panelStride(),
            row / PANEL + 1,
            x.data(),
            x.index(xPanel + panel, firstRow),
            ZEROS,
            0,
            0,
            ZEROS,
            0,
            to.data(),
            to.index(toPanel + panel, firstRow + row));
      }
    }
  }

  /** to = Aᵀ·X, A being (T, T) and zero above the diagonal; X and to are (T, hs). */
  private void multiplyCausalTransposed(
      PanelMatrix a, PanelMatrix x, int firstRow, int xPanel, PanelMatrix to, int toPanel) {
    for (int panel = 0; panel < headPanels; panel++) {
      for (int row = 0; row < rows; row += TILE) {
        int diagonal = row - row % PANEL;
        ProductTile.multiplyTransposed(
            a.data(),
            a.element(diagonal, row),
            x.data(),
            x.index(xPanel + panel, firstRow + diagonal),
            rows - diagonal,
            ZEROS,
            0,
            0,
            to.data(),
            to.index(toPanel + panel, firstRow + row));
      }
    }
  }
}
