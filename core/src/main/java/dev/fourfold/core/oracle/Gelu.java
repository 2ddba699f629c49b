package dev.fourfold.core.oracle;

/**
 * y = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), the tanh form (Hendrycks and Gimpel 2016, section
 * 2).
 */
final class Gelu {
  private static final double ROOT = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  private double[][] x; // (B*T, 4C)

  /** x (B*T, 4C) gives y (B*T, 4C). */
  double[][] forward(double[][] input) {
    x = input;
    double[][] y = new double[x.length][x[0].length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < y[i].length; j++) {
        y[i][j] = 0.5 * x[i][j] * (1 + Math.tanh(inner(x[i][j])));
      }
    }
    return y;
  }

  /**
   * y = x/2·(1 + tanh u) with u = √(2/π)·(x + 0.044715·x³) gives dx = dy·((1 + tanh u)/2 + x/2·(1 −
   * tanh² u)·u′) with u′ = √(2/π)·(1 + 3·0.044715·x²).
   */
  double[][] backward(double[][] dy) {
    double[][] dx = new double[dy.length][dy[0].length];
    for (int i = 0; i < dx.length; i++) {
      for (int j = 0; j < dx[i].length; j++) {
        double value = x[i][j];
        double tanh = Math.tanh(inner(value));
        double innerSlope = ROOT * (1 + 3 * CUBIC * value * value);
        double slope = 0.5 * (1 + tanh) + 0.5 * value * (1 - tanh * tanh) * innerSlope;
        dx[i][j] = dy[i][j] * slope;
      }
    }
    return dx;
  }

  private static double inner(double x) {
    return ROOT * (x + CUBIC * x * x * x);
  }
}
