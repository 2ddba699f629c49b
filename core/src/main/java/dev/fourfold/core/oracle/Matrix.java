package dev.fourfold.core.oracle;

/** Operations on matrices as arrays of rows. None changes its arguments. */
final class Matrix {
  private Matrix() {}

  /** a·b for a (n,m) and b (m,p): (n,p). */
  static double[][] multiply(double[][] a, double[][] b) {
    double[][] product = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        addMultiple(product[i], a[i][k], b[k]);
      }
    }
    return product;
  }

  /** sum += factor·row. */
  static void addMultiple(double[] sum, double factor, double[] row) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += factor * row[j];
    }
  }

  /** aᵀ for a (n,m): (m,n). */
  static double[][] transpose(double[][] a) {
    double[][] transposed = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        transposed[j][i] = a[i][j];
      }
    }
    return transposed;
  }

  /** a + b, element by element. */
  static double[][] add(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i].clone();
      addMultiple(sum[i], 1, b[i]);
    }
    return sum;
  }

  /** The sum of the rows of a (n,m): (m). */
  static double[] sumOfRows(double[][] a) {
    double[] sum = new double[a[0].length];
    for (double[] row : a) {
      addMultiple(sum, 1, row);
    }
    return sum;
  }

  /** A copy of the block of a that starts at (row, column). */
  static double[][] block(double[][] a, int row, int column, int rows, int columns) {
    double[][] block = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(a[row + i], column, block[i], 0, columns);
    }
    return block;
  }

  /** Copies a block into destination, its corner at (row, column). */
  static void setBlock(double[][] destination, int row, int column, double[][] block) {
    for (int i = 0; i < block.length; i++) {
      System.arraycopy(block[i], 0, destination[row + i], column, block[i].length);
    }
  }
}
