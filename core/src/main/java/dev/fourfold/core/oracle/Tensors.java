package dev.fourfold.core.oracle;

import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;

/**
 * A flat array in the order of a {@link ParameterLayout}, read and added to by tensor name:
 * parameters or their gradient.
 */
final class Tensors {
  private final ParameterLayout layout;
  private final double[] values;

  Tensors(ParameterLayout layout, double[] values) {
    this.layout = layout;
    this.values = values;
  }

  /** A copy of a 2-D tensor, as rows. */
  double[][] matrix(String name) {
    ParameterTensor tensor = layout.tensor(name);
    int rows = tensor.shape().get(0);
    int columns = tensor.shape().get(1);
    double[][] matrix = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(values, tensor.offset() + i * columns, matrix[i], 0, columns);
    }
    return matrix;
  }

  /** A copy of a 1-D tensor. */
  double[] vector(String name) {
    ParameterTensor tensor = layout.tensor(name);
    double[] vector = new double[tensor.length()];
    System.arraycopy(values, tensor.offset(), vector, 0, vector.length);
    return vector;
  }

  /** Adds to a 2-D tensor. */
  void add(String name, double[][] summand) {
    int offset = layout.tensor(name).offset();
    for (double[] row : summand) {
      for (double value : row) {
        values[offset++] += value;
      }
    }
  }

  /** Adds to a 1-D tensor. */
  void add(String name, double[] summand) {
    add(name, new double[][] {summand});
  }
}
