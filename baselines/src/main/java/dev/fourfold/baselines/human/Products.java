package dev.fourfold.baselines.human;

/**
 * Matrix products c += a·b for any layout of a and b: an element's index is start + row·rowStride +
 * column·columnStride, so that a transposed operand is one whose strides are exchanged.
 */
final class Products {
  private Products() {}

  /**
   * c[i][j] += Σ_k a[i][k]·b[k][j] for i &lt; m, j &lt; n, k &lt; depth; the rows of c are
   * contiguous.
   */
  static void add(
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
    int blockedM = m - m % 2;
    int blockedN = n - n % 2;
    for (int i = 0; i < blockedM; i += 2) {
      for (int j = 0; j < blockedN; j += 2) {
        addBlock(
            depth,
            a,
            aStart + i * aRow,
            aRow,
            aColumn,
            b,
            bStart + j * bColumn,
            bRow,
            bColumn,
            c,
            cStart + i * n + j,
            n);
      }
    }
    // What is left at the right and at the bottom.
    for (int i = 0; i < m; i++) {
      for (int j = i < blockedM ? blockedN : 0; j < n; j++) {
        float sum = 0;
        for (int k = 0; k < depth; k++) {
          sum += a[aStart + i * aRow + k * aColumn] * b[bStart + k * bRow + j * bColumn];
        }
        c[cStart + i * n + j] += sum;
      }
    }
  }

  /** A 2×2 block of c in four registers: each value loaded serves two products. */
  private static void addBlock(
      int depth,
      float[] a,
      int aStart,
      int aRow,
      int aColumn,
      float[] b,
      int bStart,
      int bRow,
      int bColumn,
      float[] c,
      int c0,
      int cRow) {
    float c00 = 0;
    float c01 = 0;
    float c10 = 0;
    float c11 = 0;
    int x = aStart; // index of a[i][k]
    int y = bStart; // index of b[k][j]
    for (int k = 0; k < depth; k++) {
      float x0 = a[x];
      float x1 = a[x + aRow];
      float y0 = b[y];
      float y1 = b[y + bColumn];
      c00 += x0 * y0;
      c01 += x0 * y1;
      c10 += x1 * y0;
      c11 += x1 * y1;
      x += aColumn;
      y += bRow;
    }
    int c1 = c0 + cRow;
    c[c0] += c00;
    c[c0 + 1] += c01;
    c[c1] += c10;
    c[c1 + 1] += c11;
  }
}
