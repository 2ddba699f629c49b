package dev.fourfold.core.oracle;

/** y = x·W + b, with W (in,out) and b (out) under one name. */
final class Linear {
  private final Tensors parameters;
  private final Tensors gradient;
  private final String name;
  private double[][] x; // (B*T, in)

  Linear(Tensors parameters, Tensors gradient, String name) {
    this.parameters = parameters;
    this.gradient = gradient;
    this.name = name;
  }

  /** x (B*T, in) gives y (B*T, out). */
  double[][] forward(double[][] input) {
    x = input;
    double[][] y = Matrix.multiply(x, parameters.matrix(name + ".weight"));
    double[] bias = parameters.vector(name + ".bias");
    for (double[] row : y) {
      Matrix.addMultiple(row, 1, bias);
    }
    return y;
  }

  /** y = x·W + b gives dW = xᵀ·dy, db = Σ_rows dy and dx = dy·Wᵀ. */
  double[][] backward(double[][] dy) {
    gradient.add(name + ".weight", Matrix.multiply(Matrix.transpose(x), dy));
    gradient.add(name + ".bias", Matrix.sumOfRows(dy));
    return Matrix.multiply(dy, Matrix.transpose(parameters.matrix(name + ".weight")));
  }
}
