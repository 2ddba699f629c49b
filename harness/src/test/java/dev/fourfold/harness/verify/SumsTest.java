package dev.fourfold.harness.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class SumsTest {
  /** The bounds are derived from an ensemble of orders: a row must not be of another one. */
  @Property(tries = 100)
  void aRowHasTheBitsOfItsDotProducts(
      @ForAll Sums sums,
      @ForAll @IntRange(min = 1, max = 40) int depth,
      @ForAll @IntRange(min = 1, max = 20) int n,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Mat a = random(random, 2, depth);
    Mat b = random(random, depth, n);
    float[] row = random(random, 1, n).values();
    sums.row(a.values(), depth, b.values(), depth, row);
    Mat columns = b.transposed();
    for (int j = 0; j < n; j++) {
      float dot = sums.dot(a.values(), depth, columns.values(), j * depth, depth);
      assertEquals(Float.floatToRawIntBits(dot), Float.floatToRawIntBits(row[j]));
    }
  }

  private static Mat random(SplittableRandom random, int rows, int columns) {
    Mat mat = new Mat(rows, columns);
    for (int i = 0; i < mat.values().length; i++) {
      mat.values()[i] = (float) random.nextDouble(-1, 1);
    }
    return mat;
  }
}
