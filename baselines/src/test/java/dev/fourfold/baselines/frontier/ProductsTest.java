package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Matrices.assertNear;
import static dev.fourfold.baselines.frontier.Matrices.plain;
import static dev.fourfold.baselines.frontier.Matrices.product;
import static dev.fourfold.baselines.frontier.Matrices.random;
import static dev.fourfold.baselines.frontier.Matrices.randomVector;
import static dev.fourfold.baselines.frontier.Matrices.transpose;
import static dev.fourfold.baselines.frontier.Matrices.zeros;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductsTest {
  private static final String SIZES = "rows {0}, K {1}, N {2}";

  /**
   * A sum of K products of N(0,1) has K roundings of partial sums of size √K at most, 6e-8 each,
   * and they add up like a random walk: 6e-8·K. Ten times that is for the tail.
   */
  private static double tolerance(int k) {
    return 6e-7 * k + 1e-6;
  }

  @ParameterizedTest(name = SIZES)
  @CsvSource({"1, 1, 1", "13, 17, 207", "17, 207, 13", "207, 13, 17", "64, 32, 96", "13, 900, 17"})
  void multiply(int rows, int k, int n) {
    PanelMatrix x = random(rows, k, 1);
    PanelMatrix w = random(k, n, 2);
    PanelMatrix y = zeros(rows, n);
    Products.multiply(x, 0, y.rows(), w, y);
    assertNear(product(plain(x, rows, k), plain(w, k, n)), y, tolerance(k), "X·W");
  }

  @ParameterizedTest(name = SIZES)
  @CsvSource({"1, 1, 1", "13, 17, 207", "17, 207, 13", "207, 13, 17", "64, 32, 96", "13, 900, 17"})
  void multiplyBiased(int rows, int k, int n) {
    PanelMatrix x = random(rows, k, 1);
    PanelMatrix w = random(k, n, 2);
    float[] bias = randomVector(n, 3);
    PanelMatrix y = zeros(rows, n);
    Products.multiplyBiased(x, 0, y.rows(), w, bias, 0, y);
    double[][] expected = product(plain(x, rows, k), plain(w, k, n));
    for (double[] row : expected) {
      for (int column = 0; column < n; column++) {
        row[column] += bias[column];
      }
    }
    assertNear(expected, y, tolerance(k), "X·W + b");
  }

  @ParameterizedTest(name = SIZES)
  @CsvSource({"1, 1, 1", "13, 17, 207", "17, 207, 13", "207, 13, 17", "64, 32, 96", "13, 900, 17"})
  void multiplyAdding(int rows, int k, int n) {
    PanelMatrix residual = random(rows, n, 4);
    PanelMatrix x = random(rows, k, 1);
    PanelMatrix w = random(k, n, 2);
    float[] bias = randomVector(n, 3);
    PanelMatrix y = zeros(rows, n);
    Products.multiplyAdding(residual, x, 0, y.rows(), w, bias, 0, y);
    double[][] expected = product(plain(x, rows, k), plain(w, k, n));
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < n; column++) {
        expected[row][column] += residual.data()[residual.element(row, column)] + bias[column];
      }
    }
    assertNear(expected, y, tolerance(k), "R + X·W + b");
  }

  @ParameterizedTest(name = SIZES)
  @CsvSource({"1, 1, 1", "13, 17, 207", "17, 207, 13", "207, 13, 17", "64, 32, 96", "13, 900, 17"})
  void weightGradient(int rows, int k, int n) {
    PanelMatrix x = random(rows, k, 1);
    PanelMatrix dy = random(rows, n, 2);
    PanelMatrix dw = zeros(k, n);
    Products.weightGradient(x, dy, 0, x.rows(), dw);
    double[][] expected = product(transpose(plain(x, rows, k)), plain(dy, rows, n));
    assertNear(expected, dw, tolerance(rows), "Xᵀ·dY");
  }

  @ParameterizedTest(name = "rows {0}, N {1}")
  @CsvSource({"1, 1", "13, 207", "207, 17"})
  void biasGradient(int rows, int n) {
    PanelMatrix dy = random(rows, n, 2);
    float[] db = randomVector(n, 5);
    Products.biasGradient(dy, 0, dy.rows(), db, 0);
    for (int column = 0; column < n; column++) {
      double sum = 0;
      for (int row = 0; row < rows; row++) {
        sum += dy.data()[dy.element(row, column)];
      }
      assertNear(sum, db[column], tolerance(rows), "db[" + column + "]");
    }
  }

  @ParameterizedTest(name = "from row {0}")
  @CsvSource({"0", "1", "2"})
  void onlyTheRowsAskedFor(int block) {
    int rows = 3 * Lanes.PANEL;
    int from = block * Lanes.PANEL;
    PanelMatrix x = random(rows, 17, 1);
    PanelMatrix w = random(17, 13, 2);
    PanelMatrix y = zeros(rows, 13);
    Products.multiply(x, from, from + Lanes.PANEL, w, y);
    double[][] expected = product(plain(x, rows, 17), plain(w, 17, 13));
    for (int row = 0; row < rows; row++) {
      if (row < from || row >= from + Lanes.PANEL) {
        expected[row] = new double[13];
      }
    }
    assertNear(expected, y, tolerance(17), "X·W");
  }

  @ParameterizedTest(name = "{0}×{1}")
  @CsvSource({"1, 1", "32, 32"})
  void blocksAreTransposed(int fromBlock, int toBlock) {
    float[] from = randomVector((fromBlock + 1) * Lanes.BLOCK, 6);
    float[] to = new float[(toBlock + 1) * Lanes.BLOCK];
    Transposition.block(from, fromBlock * Lanes.BLOCK, to, toBlock * Lanes.BLOCK);
    for (int row = 0; row < Lanes.PANEL; row++) {
      for (int column = 0; column < Lanes.PANEL; column++) {
        assertNear(
            from[fromBlock * Lanes.BLOCK + row * Lanes.PANEL + column],
            to[toBlock * Lanes.BLOCK + column * Lanes.PANEL + row],
            0,
            "element");
      }
    }
  }
}
