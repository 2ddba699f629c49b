package dev.fourfold.harness.verify;

import java.util.Arrays;

/**
 * Legal ways to add up products in fp32: as a dot product and, to the same bits, as a row of a
 * matrix product, all of whose elements go along side by side.
 */
enum Sums {
  /** From the first to the last. */
  SEQUENTIAL {
    @Override
    float dot(float[] a, int i, float[] b, int j, int length) {
      float sum = 0;
      for (int k = 0; k < length; k++) {
        sum += a[i + k] * b[j + k];
      }
      return sum;
    }

    @Override
    void row(float[] a, int i, float[] b, int depth, float[] sums) {
      Arrays.fill(sums, 0);
      for (int k = 0; k < depth; k++) {
        addMultiple(sums, a[i + k], b, k);
      }
    }
  },
  /** From the last to the first. */
  REVERSED {
    @Override
    float dot(float[] a, int i, float[] b, int j, int length) {
      float sum = 0;
      for (int k = length - 1; k >= 0; k--) {
        sum += a[i + k] * b[j + k];
      }
      return sum;
    }

    @Override
    void row(float[] a, int i, float[] b, int depth, float[] sums) {
      Arrays.fill(sums, 0);
      for (int k = depth - 1; k >= 0; k--) {
        addMultiple(sums, a[i + k], b, k);
      }
    }
  },
  /** Halves, each in halves. */
  PAIRWISE {
    @Override
    float dot(float[] a, int i, float[] b, int j, int length) {
      if (length <= 2) {
        return SEQUENTIAL.dot(a, i, b, j, length);
      }
      int half = length / 2;
      return dot(a, i, b, j, half) + dot(a, i + half, b, j + half, length - half);
    }
  },
  /** Blocks of 16, one after another. */
  BLOCKED {
    @Override
    float dot(float[] a, int i, float[] b, int j, int length) {
      float sum = 0;
      for (int k = 0; k < length; k += 16) {
        sum += SEQUENTIAL.dot(a, i + k, b, j + k, Math.min(16, length - k));
      }
      return sum;
    }
  },
  /** Eight sums side by side, as vector units do. */
  LANES {
    @Override
    float dot(float[] a, int i, float[] b, int j, int length) {
      float[] lanes = new float[8];
      for (int k = 0; k < length; k++) {
        lanes[k % 8] += a[i + k] * b[j + k];
      }
      return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5]))
          + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
    }

    @Override
    void row(float[] a, int i, float[] b, int depth, float[] sums) {
      float[][] lanes = new float[8][sums.length];
      for (int k = 0; k < depth; k++) {
        addMultiple(lanes[k % 8], a[i + k], b, k);
      }
      for (int j = 0; j < sums.length; j++) {
        sums[j] =
            ((lanes[0][j] + lanes[4][j]) + (lanes[1][j] + lanes[5][j]))
                + ((lanes[2][j] + lanes[6][j]) + (lanes[3][j] + lanes[7][j]));
      }
    }
  },
  /** Fused multiply and add, from the first to the last. */
  FUSED {
    @Override
    float dot(float[] a, int i, float[] b, int j, int length) {
      float sum = 0;
      for (int k = 0; k < length; k++) {
        sum = Math.fma(a[i + k], b[j + k], sum);
      }
      return sum;
    }

    @Override
    void row(float[] a, int i, float[] b, int depth, float[] sums) {
      Arrays.fill(sums, 0);
      for (int k = 0; k < depth; k++) {
        fuse(sums, a[i + k], b, k);
      }
    }
  },
  /** Sixteen fused sums side by side. */
  FUSED_LANES {
    @Override
    float dot(float[] a, int i, float[] b, int j, int length) {
      float[] lanes = new float[16];
      for (int k = 0; k < length; k++) {
        lanes[k % 16] = Math.fma(a[i + k], b[j + k], lanes[k % 16]);
      }
      float sum = 0;
      for (float lane : lanes) {
        sum += lane;
      }
      return sum;
    }

    @Override
    void row(float[] a, int i, float[] b, int depth, float[] sums) {
      float[][] lanes = new float[16][sums.length];
      for (int k = 0; k < depth; k++) {
        fuse(lanes[k % 16], a[i + k], b, k);
      }
      Arrays.fill(sums, 0);
      for (float[] lane : lanes) {
        for (int j = 0; j < sums.length; j++) {
          sums[j] += lane[j];
        }
      }
    }
  };

  private static final float[] ONES = ones();

  private static float[] ones() {
    float[] ones = new float[4096];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Σ a[i+k]·b[j+k] for k below length. */
  abstract float dot(float[] a, int i, float[] b, int j, int length);

  /**
   * A row of a·b: for every column j the sum Σ a[i+k]·b[k][j] for k below depth.
   *
   * @param b (depth, n), row by row
   * @param sums (n)
   */
  void row(float[] a, int i, float[] b, int depth, float[] sums) {
    int n = sums.length;
    float[] column = new float[depth];
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < depth; k++) {
        column[k] = b[k * n + j];
      }
      sums[j] = dot(a, i, column, 0, depth);
    }
  }

  /** sums[j] += factor·b[k][j]. */
  private static void addMultiple(float[] sums, float factor, float[] b, int k) {
    int row = k * sums.length;
    for (int j = 0; j < sums.length; j++) {
      sums[j] += factor * b[row + j];
    }
  }

  /** As {@link #addMultiple}, rounded once. */
  private static void fuse(float[] sums, float factor, float[] b, int k) {
    int row = k * sums.length;
    for (int j = 0; j < sums.length; j++) {
      sums[j] = Math.fma(factor, b[row + j], sums[j]);
    }
  }

  /** Σ values. */
  float sum(float[] values) {
    return dot(values, 0, values.length <= ONES.length ? ONES : onesFor(values), 0, values.length);
  }

  private static float[] onesFor(float[] values) {
    float[] ones = new float[values.length];
    Arrays.fill(ones, 1);
    return ones;
  }
}
