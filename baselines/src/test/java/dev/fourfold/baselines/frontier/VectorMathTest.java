package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class VectorMathTest {

  private static float exp(float x) {
    return VectorMath.exp(FloatVector.broadcast(SPECIES, x)).lane(0);
  }

  /** Two units in the last place are 1.2e-7. */
  @Test
  void expIsAccurateToAFloatsPrecision() {
    for (double x = -87; x <= 88; x += 0.00917) {
      float argument = (float) x;
      double exact = Math.exp(argument);
      double error = Math.abs(exp(argument) - exact) / exact;
      assertTrue(error <= 1.2e-7, () -> "exp(" + argument + ") is off by " + error);
    }
  }

  @Test
  void expOfZeroIsOne() {
    assertEquals(1f, exp(0));
    assertEquals(1f, exp(-0f));
  }

  @Test
  void expOfFarBelowIsNothingBesideOne() {
    for (float x : new float[] {-88, -1e5f, -1e30f, Float.NEGATIVE_INFINITY}) {
      assertTrue(exp(x) >= 0 && exp(x) < 2e-38f, () -> "exp(" + x + ")");
    }
  }

  @Test
  void notANumberStaysSo() {
    assertTrue(Float.isNaN(exp(Float.NaN)));
    FloatVector nan = FloatVector.broadcast(SPECIES, Float.NaN);
    assertTrue(Float.isNaN(VectorMath.atLeast(1, nan).lane(0)));
    assertTrue(Float.isNaN(VectorMath.atMost(1, nan).lane(0)));
  }

  @Test
  void bounds() {
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    assertEquals(3f, VectorMath.atLeast(3, two).lane(0));
    assertEquals(2f, VectorMath.atLeast(1, two).lane(0));
    assertEquals(1f, VectorMath.atMost(1, two).lane(0));
    assertEquals(2f, VectorMath.atMost(3, two).lane(0));
  }

  /** Powers of two: every lane counts once, and nothing is rounded. */
  @Test
  void sumTakesEveryLaneOnce() {
    float[] powers = new float[LANES];
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) {
      powers[lane] = 1 << (lane % 20);
      sum += powers[lane];
    }
    assertEquals(sum, VectorMath.sum(FloatVector.fromArray(SPECIES, powers, 0)));
  }

  @Test
  void sumHasTheSameBitsInterpretedAndCompiled() {
    Random random = new Random(3);
    float[] x = new float[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      x[lane] = (float) random.nextGaussian();
    }
    float first = VectorMath.sum(FloatVector.fromArray(SPECIES, x, 0));
    for (int i = 0; i < 200_000; i++) {
      assertEquals(first, VectorMath.sum(FloatVector.fromArray(SPECIES, x, 0)));
    }
  }
}
