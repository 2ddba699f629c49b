package dev.fourfold.harness.verify;

/** A matrix of floats, row by row. */
record Mat(float[] values, int rows, int columns) {

  Mat(int rows, int columns) {
    this(new float[rows * columns], rows, columns);
  }

  float at(int row, int column) {
    return values[row * columns + column];
  }

  void set(int row, int column, float value) {
    values[row * columns + column] = value;
  }

  Mat transposed() {
    Mat transposed = new Mat(columns, rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        transposed.set(j, i, at(i, j));
      }
    }
    return transposed;
  }

  /** A copy of a block. */
  Mat block(int row, int column, int height, int width) {
    Mat block = new Mat(height, width);
    for (int i = 0; i < height; i++) {
      System.arraycopy(values, (row + i) * columns + column, block.values, i * width, width);
    }
    return block;
  }

  /** Copies a block into this matrix, its corner at (row, column). */
  void place(int row, int column, Mat block) {
    for (int i = 0; i < block.rows; i++) {
      System.arraycopy(
          block.values, i * block.columns, values, (row + i) * columns + column, block.columns);
    }
  }

  Mat plus(Mat other) {
    Mat sum = new Mat(rows, columns);
    for (int i = 0; i < values.length; i++) {
      sum.values[i] = values[i] + other.values[i];
    }
    return sum;
  }
}
