package dev.fourfold.baselines.human;

import dev.fourfold.core.training.InPhase;
import dev.fourfold.core.training.StepPhase;
import java.util.Arrays;

/** y = x·W + b, where W (in,out) and b (out) lie in the flat parameter array. */
final class Linear {
  private final int rows; // B*T
  private final int in;
  private final int out;
  private final int weight; // where W starts
  private final int bias; // where b starts
  private final Products products;
  private final float[] y; // (B*T, out)
  private final float[] dx; // (B*T, in)
  private float[] x; // (B*T, in), of the last forward

  Linear(int rows, int in, int out, int weight, int bias, Products products) {
    this.rows = rows;
    this.in = in;
    this.out = out;
    this.weight = weight;
    this.bias = bias;
    this.products = products;
    this.y = new float[rows * out];
    this.dx = new float[rows * in];
  }

  /** x (B*T, in) gives y (B*T, out). */
  @InPhase(StepPhase.PRODUCTS_FORWARD)
  float[] forward(float[] parameters, float[] input) {
    x = input;
    for (int i = 0; i < rows; i++) {
      System.arraycopy(parameters, bias, y, i * out, out);
    }
    products.add(rows, out, in, x, 0, in, 1, parameters, weight, out, 1, y, 0);
    return y;
  }

  /** Adds to the gradients of W and b; dy (B*T, out) gives dx (B*T, in). */
  @InPhase(StepPhase.PRODUCTS_BACKWARD)
  float[] backward(float[] parameters, float[] gradient, float[] dy) {
    // y = x·W + b  gives  dW = xᵀ·dy
    products.add(in, out, rows, x, 0, 1, in, dy, 0, out, 1, gradient, weight);

    // y = x·W + b  gives  db = Σ_rows dy
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < out; j++) {
        gradient[bias + j] += dy[i * out + j];
      }
    }

    // y = x·W + b  gives  dx = dy·Wᵀ
    Arrays.fill(dx, 0);
    products.add(rows, in, out, dy, 0, out, 1, parameters, weight, 1, out, dx, 0);
    return dx;
  }
}
