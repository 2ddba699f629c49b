package dev.fourfold.baselines.human;

import dev.fourfold.core.training.TrainingTask;

/**
 * Matrix products c += a·b for any layout of a and b: an element's index is start + row·rowStride +
 * column·columnStride, so that a transposed operand is one whose strides are exchanged.
 *
 * <p>Both are copied first, so that what is multiplied lies one after the other in memory: going
 * down a column of a matrix whose rows are a power of two long meets the same few places of the
 * first-level cache again and again. All products of a trainer share the copies' room.
 */
final class Products {
  /**
   * An fma waits four cycles for the one before it in the same sum, so six sums at a time: three
   * rows of a by two columns of b, whose five values are loaded once for six products.
   */
  private static final int BLOCK_ROWS = 3;

  private static final int BLOCK_COLUMNS = 2;

  private final float[] rows; // (BLOCK_ROWS, depth), of a
  private final float[] columns; // (n, depth), b transposed
  private final float[] sums = new float[BLOCK_ROWS * BLOCK_COLUMNS]; // of a block, row by row

  /** Room for every product of a trainer of this task. */
  Products(TrainingTask task) {
    int tokens = task.tokensPerStep(); // B*T
    int channels = task.model().channels();
    int widest = Math.max(4 * channels, task.model().vocabulary());
    rows = new float[BLOCK_ROWS * Math.max(tokens, widest)];
    // One column more than there are, for the last block; n and depth may be either factor.
    columns = new float[(widest + 1) * (Math.max(tokens, channels) + 1)];
  }

  /**
   * c[i][j] += Σ_k a[i][k]·b[k][j] for i &lt; m, j &lt; n, k &lt; depth; the rows of c are
   * contiguous.
   */
  void add(
      int m,
      int n,
      int depth,
      float[] a, // (m, depth)
      int aStart,
      int aRow,
      int aColumn,
      float[] b, // (depth, n)
      int bStart,
      int bRow,
      int bColumn,
      float[] c, // (m, n)
      int cStart) {
    for (int j = 0; j < n; j++) {
      copy(depth, b, bStart + j * bColumn, bRow, columns, j * depth);
    }
    for (int i = 0; i < m; i += BLOCK_ROWS) {
      // The last blocks may be lower and narrower. What is then left of others before them is
      // multiplied for nothing.
      int height = Math.min(BLOCK_ROWS, m - i);
      for (int row = 0; row < height; row++) {
        copy(depth, a, aStart + (i + row) * aRow, aColumn, rows, row * depth);
      }
      for (int j = 0; j < n; j += BLOCK_COLUMNS) {
        multiply(depth, j * depth);
        int width = Math.min(BLOCK_COLUMNS, n - j);
        for (int row = 0; row < height; row++) {
          int element = cStart + (i + row) * n + j;
          for (int column = 0; column < width; column++) {
            c[element + column] += sums[row * BLOCK_COLUMNS + column];
          }
        }
      }
    }
  }

  /** Every {@code step}th value of {@code from} to places next to each other. */
  private static void copy(int count, float[] from, int start, int step, float[] to, int toStart) {
    for (int i = 0; i < count; i++) {
      to[toStart + i] = from[start + i * step];
    }
  }

  /** The sums of one block: the copied rows of a times two columns of b. */
  private void multiply(int depth, int column) {
    float[] x = rows;
    float[] y = columns;
    int x1 = depth;
    int x2 = x1 + depth;
    int y1 = column + depth;
    float sum00 = 0;
    float sum01 = 0;
    float sum10 = 0;
    float sum11 = 0;
    float sum20 = 0;
    float sum21 = 0;
    for (int k = 0; k < depth; k++) {
      float b0 = y[column + k];
      float b1 = y[y1 + k];
      float a0 = x[k];
      sum00 = Math.fma(a0, b0, sum00);
      sum01 = Math.fma(a0, b1, sum01);
      float a1 = x[x1 + k];
      sum10 = Math.fma(a1, b0, sum10);
      sum11 = Math.fma(a1, b1, sum11);
      float a2 = x[x2 + k];
      sum20 = Math.fma(a2, b0, sum20);
      sum21 = Math.fma(a2, b1, sum21);
    }
    sums[0] = sum00;
    sums[1] = sum01;
    sums[2] = sum10;
    sums[3] = sum11;
    sums[4] = sum20;
    sums[5] = sum21;
  }
}
