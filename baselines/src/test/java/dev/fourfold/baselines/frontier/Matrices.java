package dev.fourfold.baselines.frontier;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

/** Matrices of tests: random ones in panels, and plain ones in double precision to compare with. */
final class Matrices {
  private Matrices() {}

  /** A matrix of N(0,1), its padding zero. */
  static PanelMatrix random(int rows, int columns, long seed) {
    PanelMatrix matrix = zeros(rows, columns);
    Random random = new Random(seed);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        matrix.data()[matrix.element(row, column)] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }

  static PanelMatrix zeros(int rows, int columns) {
    return PanelMatrix.allocate(Lanes.padded(rows), Lanes.panels(columns));
  }

  /** A vector of N(0,1), padded with zeros. */
  static float[] randomVector(int length, long seed) {
    float[] vector = new float[Lanes.padded(length)];
    Random random = new Random(seed);
    for (int i = 0; i < length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** (rows, columns) of a matrix, whatever lies beyond. */
  static double[][] plain(PanelMatrix matrix, int rows, int columns) {
    double[][] plain = new double[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        plain[row][column] = matrix.data()[matrix.element(row, column)];
      }
    }
    return plain;
  }

  static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < b[0].length; j++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  static double[][] transpose(double[][] a) {
    double[][] c = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        c[j][i] = a[i][j];
      }
    }
    return c;
  }

  /** Every element within {@code tolerance}; NaN never is. */
  static void assertNear(double[][] expected, PanelMatrix actual, double tolerance, String what) {
    for (int row = 0; row < expected.length; row++) {
      for (int column = 0; column < expected[0].length; column++) {
        float value = actual.data()[actual.element(row, column)];
        double exact = expected[row][column];
        int r = row;
        int c = column;
        assertTrue(
            Math.abs(value - exact) <= tolerance,
            () -> "%s[%d][%d] is %s, not %s".formatted(what, r, c, value, exact));
      }
    }
  }

  static void assertNear(double expected, float actual, double tolerance, String what) {
    assertTrue(
        Math.abs(actual - expected) <= tolerance,
        () -> "%s is %s, not %s".formatted(what, actual, expected));
  }
}
