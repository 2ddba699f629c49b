package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Lanes.TILE;

/**
 * Causal attention of one head over one sequence, forward and backward.
 *
 * <p>A head's queries, keys and values start at panels of their own, so that each is a matrix like
 * any other and all six products are made of the two tile kernels that the linear layers use.
 * Scores are kept transposed, with a key to each row and a query to each column: the softmax needs
 * no sums across lanes then (see {@link CausalSoftmax}), and a panel of queries is finished, from
 * scores to output, while it is in the first-level cache. Blocks in which every key is later than
 * every query are never touched. Probabilities are kept for the backward pass.
 */
final class Attention {
  /** Rows of a sequence, T padded. */
  private final int rows;

  /** Panels of a head, hs padded. */
  private final int headPanels;

  private final int heads;
  private final float scale;

  /** (hs, T): queries, or gradients of the output, of the head at hand. */
  private final PanelMatrix transposed;

  /** (T keys, T queries): gradients of probabilities, then of scores. */
  private final PanelMatrix dScores;

  /** Scratch memory of one member. */
  Attention(int heads, int headSize, int rows) {
    this.rows = rows;
    this.heads = heads;
    this.headPanels = Lanes.panels(headSize);
    this.scale = (float) (1 / Math.sqrt(headSize));
    this.transposed = PanelMatrix.allocate(headPanels * PANEL, rows / PANEL);
    this.dScores = PanelMatrix.allocate(rows, rows / PANEL);
  }

  /**
   * out = softmax(scale·Q·Kᵀ)·V.
   *
   * @param qkv (B·T, 3·H·hs) queries of all heads, then keys, then values
   * @param firstRow where the sequence starts in {@code qkv} and {@code out}
   * @param p (T keys, T queries) probabilities, written
   * @param out (B·T, H·hs)
   */
  void forward(PanelMatrix qkv, int firstRow, int head, PanelMatrix p, PanelMatrix out) {
    int query = head * headPanels;
    int key = query + heads * headPanels;
    int value = key + heads * headPanels;
    transpose(qkv, firstRow, query);
    for (int panel = 0; panel < p.panels(); panel++) {
      int keys = (panel + 1) * PANEL;
      // Sᵀ = K·Qᵀ
      multiplyByTransposed(qkv, firstRow, key, p, panel);
      CausalSoftmax.forward(p.data(), p.index(panel, 0), keys, scale);
      // O = P·V
      multiplyTransposed(p, panel, qkv, firstRow, value, out, query);
    }
  }

  /**
   * The gradients of queries, keys and values.
   *
   * @param p (T keys, T queries) as {@link #forward} wrote it
   * @param dOut (B·T, H·hs)
   * @param dQkv (B·T, 3·H·hs), written
   */
  void backward(
      PanelMatrix qkv, int firstRow, int head, PanelMatrix p, PanelMatrix dOut, PanelMatrix dQkv) {
    int query = head * headPanels;
    int key = query + heads * headPanels;
    int value = key + heads * headPanels;
    transpose(dOut, firstRow, query);
    for (int panel = 0; panel < p.panels(); panel++) {
      int keys = (panel + 1) * PANEL;
      // O = P·V: dPᵀ = V·dOᵀ
      multiplyByTransposed(qkv, firstRow, value, dScores, panel);
      CausalSoftmax.backward(
          p.data(), p.index(panel, 0), dScores.data(), dScores.index(panel, 0), keys, scale);
      // S = Q·Kᵀ: dQ = dS·K
      multiplyTransposed(dScores, panel, qkv, firstRow, key, dQkv, query);
    }
    // O = P·V: dV = Pᵀ·dO
    multiply(p, dOut, firstRow, query, dQkv, value);
    // S = Q·Kᵀ: dK = dSᵀ·Q
    multiply(dScores, qkv, firstRow, query, dQkv, key);
  }

  /** {@link #transposed} = Xᵀ for the (T, hs) matrix X that starts at a panel of {@code from}. */
  private void transpose(PanelMatrix from, int firstRow, int fromPanel) {
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

  /**
   * One panel of queries of to = X·{@link #transposed}, for the keys that it sees; X is (T, hs).
   */
  private void multiplyByTransposed(
      PanelMatrix x, int firstRow, int xPanel, PanelMatrix to, int panel) {
    for (int key = 0; key < (panel + 1) * PANEL; key += TILE) {
      ProductTile.multiply(
          x.data(),
          x.index(xPanel, firstRow + key),
          x.panelStride(),
          headPanels,
          transposed.data(),
          transposed.index(panel, 0),
          to.data(),
          to.index(panel, key));
    }
  }

  /** to = Aᵀ·X for the rows of one panel of queries; A is (T keys, T queries), X and to (T, hs). */
  private void multiplyTransposed(
      PanelMatrix a,
      int panel,
      PanelMatrix x,
      int firstRow,
      int xPanel,
      PanelMatrix to,
      int toPanel) {
    for (int part = 0; part < headPanels; part++) {
      for (int column = 0; column < PANEL; column += TILE) {
        ProductTile.multiplyTransposed(
            a.data(),
            a.index(panel, 0) + column,
            x.data(),
            x.index(xPanel + part, firstRow),
            (panel + 1) * PANEL,
            to.data(),
            to.index(toPanel + part, firstRow + panel * PANEL + column));
      }
    }
  }

  /** to = A·X; A is (T keys, T queries), X and to (T, hs). */
  private void multiply(
      PanelMatrix a, PanelMatrix x, int firstRow, int xPanel, PanelMatrix to, int toPanel) {
    for (int part = 0; part < headPanels; part++) {
      for (int key = 0; key < rows; key += TILE) {
        int panel = key / PANEL;
        ProductTile.multiply(
            a.data(),
            a.index(panel, key),
            a.panelStride(),
            a.panels() - panel,
            x.data(),
            x.index(xPanel + part, firstRow + panel * PANEL),
            to.data(),
            to.index(toPanel + part, firstRow + key));
      }
    }
  }
}
