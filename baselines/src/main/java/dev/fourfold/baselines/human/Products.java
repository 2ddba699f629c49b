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
   * An fma waits four cycles for the one before it in the same sum, so five sums at a time: five
   * rows of a by one column of b, whose value is loaded once for five products.
   *
   * <p>The loop is written out for two values of k. HotSpot would unroll it further and then load
   * neighbouring values as vectors, to take them apart again: with six sums, on an AMD EPYC (Zen
   * 3), an iteration took 5.7 cycles like that, and 4.1 written out.
   */
  private static final int BLOCK_ROWS = 5;

  private final float[] rows; // (BLOCK_ROWS, depth), of a
  private final float[] columns; // (n, depth), b transposed
  private final float[] sums = new float[BLOCK_ROWS]; // of a block

  /** Room for every product of a trainer of this task. */
  Products(TrainingTask task) {
    int tokens = task.tokensPerStep(); // B*T
    int channels = task.model().channels();
    int widest = Math.max(4 * channels, task.model().vocabulary());
    // An even depth; n and depth may be either factor.
    rows = new float[BLOCK_ROWS * (Math.max(tokens, widest) + 1)];
    columns = new float[widest * (Math.max(tokens, channels) + 1)];
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
      // The last block may be lower. What is then left of the one before is multiplied for nothing.
      int height = Math.min(BLOCK_ROWS, m - i);
      for (int row = 0; row < height; row++) {
        copy(depth, a, aStart + (i + row) * aRow, aColumn, rows, row * even);
      }
      for (int j = 0; j < n; j++) {
        multiply(even, j * even);
        for (int row = 0; row < height; row++) {
          c[cStart + (i + row) * n + j] += sums[row];
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

  /** The sums of one block: the copied rows of a times a column of b, an even depth of them. */
  private void multiply(int depth, int column) {
    float[] x = rows;
    float[] y = columns;
    int x1 = depth;
    int x2 = x1 + depth;
    int x3 = x2 + depth;
    int x4 = x3 + depth;
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    float sum4 = 0;
    for (int k = 0; k < depth; k += 2) {
      float b = y[column + k];
      sum0 = Math.fma(x[k], b, sum0);
      sum1 = Math.fma(x[x1 + k], b, sum1);
      sum2 = Math.fma(x[x2 + k], b, sum2);
      sum3 = Math.fma(x[x3 + k], b, sum3);
      sum4 = Math.fma(x[x4 + k], b, sum4);

      float next = y[column + k + 1];
      sum0 = Math.fma(x[k + 1], next, sum0);
      sum1 = Math.fma(x[x1 + k + 1], next, sum1);
      sum2 = Math.fma(x[x2 + k + 1], next, sum2);
      sum3 = Math.fma(x[x3 + k + 1], next, sum3);
      sum4 = Math.fma(x[x4 + k + 1], next, sum4);
    }
    sums[0] = sum0;
    sums[1] = sum1;
    sums[2] = sum2;
    sums[3] = sum3;
    sums[4] = sum4;
  }
}
