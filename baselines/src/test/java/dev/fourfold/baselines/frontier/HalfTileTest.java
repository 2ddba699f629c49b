package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.HalfTile.ROWS;
import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Matrices.random;
import static dev.fourfold.baselines.frontier.Matrices.randomVector;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of machines with few registers, on every machine: any half of a tile of a panel. */
final class HalfTileTest {
  private static final int PANELS = 3;
  private static final int DEPTH = PANELS * PANEL;

  /** 6e-8 a rounding, as in ProductsTest. */
  private static final double TOLERANCE = 6e-7 * DEPTH;

  private final PanelMatrix a = random(PANEL, DEPTH, 1);
  private final PanelMatrix b = random(DEPTH, PANEL, 2);
  private final float[] c = new float[PANEL * PANEL];

  /** The sum of so many terms. */
  private static double sum(int count, IntToDoubleFunction term) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += term.applyAsDouble(i);
    }
    return sum;
  }

  private static float at(PanelMatrix matrix, int row, int column) {
    return matrix.data()[matrix.element(row, column)];
  }

  private double product(int row, int column) {
    return sum(DEPTH, k -> (double) at(a, row, k) * at(b, k, column));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, ROWS})
  void multiply(int from) {
    HalfTile.multiply(
        a.data(), a.index(0, from), a.panelStride(), PANELS, b.data(), 0, c, from * PANEL);
    for (int row = 0; row < PANEL; row++) {
      for (int column = 0; column < PANEL; column++) {
        boolean mine = row >= from && row < from + ROWS;
        double expected = mine ? product(row, column) : 0;
        assertEquals(expected, c[row * PANEL + column], TOLERANCE, row + ", " + column);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, ROWS})
  void multiplyAdding(int from) {
    PanelMatrix start = random(PANEL, PANEL, 3);
    float[] bias = randomVector(PANEL, 4);
    HalfTile.multiplyAdding(
        start.data(),
        start.index(0, from),
        PANEL,
        bias,
        0,
        a.data(),
        a.index(0, from),
        a.panelStride(),
        PANELS,
        b.data(),
        0,
        c,
        from * PANEL);
    for (int row = 0; row < PANEL; row++) {
      for (int column = 0; column < PANEL; column++) {
        boolean mine = row >= from && row < from + ROWS;
        double expected = mine ? at(start, row, column) + bias[column] + product(row, column) : 0;
        assertEquals(expected, c[row * PANEL + column], TOLERANCE, row + ", " + column);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, ROWS})
  void multiplyTransposed(int from) {
    PanelMatrix left = random(DEPTH, PANEL, 5);
    HalfTile.multiplyTransposed(left.data(), from, b.data(), 0, DEPTH, c, from * PANEL);
    for (int row = 0; row < PANEL; row++) {
      for (int column = 0; column < PANEL; column++) {
        int r = row;
        int n = column;
        boolean mine = row >= from && row < from + ROWS;
        double expected = mine ? sum(DEPTH, m -> (double) at(left, m, r) * at(b, m, n)) : 0;
        assertEquals(expected, c[row * PANEL + column], TOLERANCE, row + ", " + column);
      }
    }
  }
}
