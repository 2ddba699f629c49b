package dev.fourfold.harness.verify;

/** Legal ways to add up products in fp32. */
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
  };

  private static final float[] ONES = ones();

  private static float[] ones() {
    float[] ones = new float[4096];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  /** Σ a[i+k]·b[j+k] for k below length. */
  abstract float dot(float[] a, int i, float[] b, int j, int length);

  /** Σ values. */
  float sum(float[] values) {
    return dot(values, 0, values.length <= ONES.length ? ONES : onesFor(values), 0, values.length);
  }

  private static float[] onesFor(float[] values) {
    float[] ones = new float[values.length];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }
}
