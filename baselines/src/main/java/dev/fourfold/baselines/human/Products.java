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
   *
   * <p>The loop is written out for two values of k. HotSpot would unroll it further and then load
   * neighbouring values as vectors, to take them apart again: on an AMD EPYC (Zen 3) an iteration
   * took 5.7 cycles like that, and takes 4.1 now.
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
    // One column more than there are, for the last block, and an even depth; n and depth may be
    // either factor.
    rows = new float[BLOCK_ROWS * (Math.max(tokens, widest) + 1)];
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
    int even = depth + depth % 2;
    for (int j = 0; j < n; j++) {
      copy(depth, b, bStart + j * bColumn, bRow, columns, j * even);
    }
    for (int i = 0; i < m; i += BLOCK_ROWS) {
      // The last blocks may be lower and narrower. What is then left of others before them is
      // multiplied for nothing.
      int height = Math.min(BLOCK_ROWS, m - i);
      for (int row = 0; row < height; row++) {
        copy(depth, a, aStart + (i + row) * aRow, aColumn, rows, row * even);
      }
      for (int j = 0; j < n; j += BLOCK_COLUMNS) {
        multiply(even, j * even);
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

  /**
   * Every {@code step}th value of {@code from} to places next to each other, and a 0 after an odd
   * number of them.
   */
  private static void copy(int count, float[] from, int start, int step, float[] to, int toStart) {
    for (int i = 0; i < count; i++) {
      to[toStart + i] = from[start + i * step];
    }
    if (count % 2 == 1) {
      to[toStart + count] = 0;
    }
  }

  /** The sums of one block: the copied rows of a times two columns of b, an even depth of them. */
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
    for (int k = 0; k < depth; k += 2) {
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

      float b0Next = y[column + k + 1];
      float b1Next = y[y1 + k + 1];
      float a0Next = x[k + 1];
      sum00 = Math.fma(a0Next, b0Next, sum00);
      sum01 = Math.fma(a0Next, b1Next, sum01);
      float a1Next = x[x1 + k + 1];
      sum10 = Math.fma(a1Next, b0Next, sum10);
      sum11 = Math.fma(a1Next, b1Next, sum11);
      float a2Next = x[x2 + k + 1];
      sum20 = Math.fma(a2Next, b0Next, sum20);
      sum21 = Math.fma(a2Next, b1Next, sum21);
    }
    sums[0] = sum00;
    sums[1] = sum01;
    sums[2] = sum10;
    sums[3] = sum11;
    sums[4] = sum20;
    sums[5] = sum21;
  }
}
