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
   * An fma waits four cycles for the one before it in the same sum. Five sums at a time all but
   * hide that, and each value of b is loaded once for five products.
   */
  private static final int BLOCK = 5;

  private final float[] rows; // (BLOCK, depth), of a
  private final float[] columns; // (n, depth), b transposed
  private final float[] sums = new float[BLOCK];

  /** Room for every product of a trainer of this task. */
  Products(TrainingTask task) {
    int tokens = task.tokensPerStep(); // B*T
    int channels = task.model().channels();
    int widest = Math.max(4 * channels, task.model().vocabulary());
    rows = new float[BLOCK * Math.max(tokens, widest)];
    columns = new float[widest * Math.max(tokens, channels)];
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
    for (int i = 0; i < m; i += BLOCK) {
      // The last block may be lower. What is then left of the one before is multiplied for nothing.
      int height = Math.min(BLOCK, m - i);
      for (int row = 0; row < height; row++) {
        copy(depth, a, aStart + (i + row) * aRow, aColumn, rows, row * depth);
      }
      for (int j = 0; j < n; j++) {
        multiply(depth, j * depth);
        int element = cStart + i * n + j;
        for (int row = 0; row < height; row++) {
          c[element + row * n] += sums[row];
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

  /** The copied rows of a times one column of b. */
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
    for (int k = 0; k < depth; k++) {
      float factor = y[column + k];
      sum0 = Math.fma(x[k], factor, sum0);
      sum1 = Math.fma(x[x1 + k], factor, sum1);
      sum2 = Math.fma(x[x2 + k], factor, sum2);
      sum3 = Math.fma(x[x3 + k], factor, sum3);
      sum4 = Math.fma(x[x4 + k], factor, sum4);
    }
    sums[0] = sum0;
    sums[1] = sum1;
    sums[2] = sum2;
    sums[3] = sum3;
    sums[4] = sum4;
  }
}
