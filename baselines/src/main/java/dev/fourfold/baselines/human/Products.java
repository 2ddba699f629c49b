package dev.fourfold.baselines.human;

/**
 * Matrix products of the form c = a·bᵀ, both operands read along their rows, so that every access
 * of the inner loop is to the next element. The other forms are brought to this one by transposing
 * an operand first: that costs a pass over it, the product costs hundreds.
 */
final class Products {
  private Products() {}

  /**
   * c[i][j] += Σ_k a[i][k]·b[j][k] for i &lt; m, j &lt; n, k &lt; depth. A matrix is given by its
   * array, the index of its first element and the distance of its rows.
   */
  static void addRowsTimesRows(
      int m,
      int n,
      int depth,
      float[] a, // (m, depth)
      int aStart,
      int aStride,
      float[] b, // (n, depth)
      int bStart,
      int bStride,
      float[] c, // (m, n)
      int cStart,
      int cStride) {
    int i = 0;
    for (; i + 4 <= m; i += 4) {
      int j = 0;
      for (; j + 4 <= n; j += 4) {
        addBlock(
            depth,
            a,
            aStart + i * aStride,
            aStride,
            b,
            bStart + j * bStride,
            bStride,
            c,
            cStart + i * cStride + j,
            cStride);
      }
      for (; j < n; j++) {
        for (int row = i; row < i + 4; row++) {
          c[cStart + row * cStride + j] +=
              dot(depth, a, aStart + row * aStride, b, bStart + j * bStride);
        }
      }
    }
    for (; i < m; i++) {
      for (int j = 0; j < n; j++) {
        c[cStart + i * cStride + j] += dot(depth, a, aStart + i * aStride, b, bStart + j * bStride);
      }
    }
  }

  /** A 4×4 block of c in sixteen registers: eight loads serve sixteen multiplications. */
  private static void addBlock(
      int depth,
      float[] a,
      int a0,
      int aStride,
      float[] b,
      int b0,
      int bStride,
      float[] c,
      int c0,
      int cStride) {
    int a1 = a0 + aStride;
    int a2 = a1 + aStride;
    int a3 = a2 + aStride;
    int b1 = b0 + bStride;
    int b2 = b1 + bStride;
    int b3 = b2 + bStride;
    float c00 = 0;
    float c01 = 0;
    float c02 = 0;
    float c03 = 0;
    float c10 = 0;
    float c11 = 0;
    float c12 = 0;
    float c13 = 0;
    float c20 = 0;
    float c21 = 0;
    float c22 = 0;
    float c23 = 0;
    float c30 = 0;
    float c31 = 0;
    float c32 = 0;
    float c33 = 0;
    for (int k = 0; k < depth; k++) {
      float x0 = a[a0 + k];
      float x1 = a[a1 + k];
      float x2 = a[a2 + k];
      float x3 = a[a3 + k];
      float y0 = b[b0 + k];
      float y1 = b[b1 + k];
      float y2 = b[b2 + k];
      float y3 = b[b3 + k];
      c00 += x0 * y0;
      c01 += x0 * y1;
      c02 += x0 * y2;
      c03 += x0 * y3;
      c10 += x1 * y0;
      c11 += x1 * y1;
      c12 += x1 * y2;
      c13 += x1 * y3;
      c20 += x2 * y0;
      c21 += x2 * y1;
      c22 += x2 * y2;
      c23 += x2 * y3;
      c30 += x3 * y0;
      c31 += x3 * y1;
      c32 += x3 * y2;
      c33 += x3 * y3;
    }
    int c1 = c0 + cStride;
    int c2 = c1 + cStride;
    int c3 = c2 + cStride;
    c[c0] += c00;
    c[c0 + 1] += c01;
    c[c0 + 2] += c02;
    c[c0 + 3] += c03;
    c[c1] += c10;
    c[c1 + 1] += c11;
    c[c1 + 2] += c12;
    c[c1 + 3] += c13;
    c[c2] += c20;
    c[c2 + 1] += c21;
    c[c2 + 2] += c22;
    c[c2 + 3] += c23;
    c[c3] += c30;
    c[c3 + 1] += c31;
    c[c3 + 2] += c32;
    c[c3 + 3] += c33;
  }

  /** Σ_k a[aStart + k]·b[bStart + k]. */
  static float dot(int depth, float[] a, int aStart, float[] b, int bStart) {
    float sum = 0;
    for (int k = 0; k < depth; k++) {
      sum += a[aStart + k] * b[bStart + k];
    }
    return sum;
  }

  /** destination (columns, rows) = sourceᵀ, source (rows, columns). */
  static void transpose(
      int rows, int columns, float[] source, int sourceStart, float[] destination) {
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        destination[j * rows + i] = source[sourceStart + i * columns + j];
      }
    }
  }
}
