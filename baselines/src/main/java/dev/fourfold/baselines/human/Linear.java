package dev.fourfold.baselines.human;

import java.util.Arrays;

/** y = x·W + b, where W (in,out) and b (out) lie in the flat parameter array. */
final class Linear {
  private final int rows; // B*T
  private final int in;
  private final int out;
  private final int weight; // where W starts
  private final int bias; // where b starts
  private final float[] y; // (B*T, out)
  private final float[] dx; // (B*T, in)
  private final Scratch scratch;
  private float[] x; // (B*T, in), of the last forward

  Linear(int rows, int in, int out, int weight, int bias, Scratch scratch) {
    this.rows = rows;
    this.in = in;
    this.out = out;
    this.weight = weight;
    this.bias = bias;
    this.y = new float[rows * out];
    this.dx = new float[rows * in];
    this.scratch = scratch;
  }

  /** x (B*T, in) gives y (B*T, out). */
  float[] forward(float[] parameters, float[] input) {
    x = input;
    for (int i = 0; i < rows; i++) {
      System.arraycopy(parameters, bias, y, i * out, out);
    }
    float[] transposed = scratch.first(); // Wᵀ (out, in)
    Products.transpose(in, out, parameters, weight, transposed);
    Products.addRowsTimesRows(rows, out, in, x, 0, in, transposed, 0, in, y, 0, out);
    return y;
  }

  /** Adds to the gradients of W and b; dy (B*T, out) gives dx (B*T, in). */
  float[] backward(float[] parameters, float[] gradient, float[] dy) {
    // y = x·W + b  gives  dW = xᵀ·dy
    float[] xTransposed = scratch.first(); // (in, B*T)
    float[] dyTransposed = scratch.second(); // (out, B*T)
    Products.transpose(rows, in, x, 0, xTransposed);
    Products.transpose(rows, out, dy, 0, dyTransposed);
    Products.addRowsTimesRows(
        in, out, rows, xTransposed, 0, rows, dyTransposed, 0, rows, gradient, weight, out);

    // y = x·W + b  gives  db = Σ_rows dy
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < out; j++) {
        gradient[bias + j] += dy[i * out + j];
      }
    }

    // y = x·W + b  gives  dx = dy·Wᵀ
    Arrays.fill(dx, 0);
    Products.addRowsTimesRows(rows, in, out, dy, 0, out, parameters, weight, out, dx, 0, in);
    return dx;
  }
}
