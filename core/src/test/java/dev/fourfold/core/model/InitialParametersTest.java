package dev.fourfold.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitialParametersTest {
  private static final ParameterLayout LAYOUT =
      ParameterLayout.of(new ModelConfig(8, 2, 64, 32, 256));

  @Test
  void weightsAreNormalWithTheDeviationsOfGpt2() {
    float[] parameters = InitialParameters.draw(LAYOUT, 42);
    for (ParameterTensor tensor : LAYOUT.tensors()) {
      if (tensor.isDecayed()) {
        // 2·layers = 16 writes into the residual stream, each scaled by 1/√16.
        double deviation = tensor.name().endsWith("c_proj.weight") ? 0.02 / 4 : 0.02;
        double sum = 0;
        double squares = 0;
        int withinOne = 0;
        for (int i = tensor.offset(); i < tensor.end(); i++) {
          double z = parameters[i] / deviation;
          sum += z;
          squares += z * z;
          withinOne += Math.abs(z) < 1 ? 1 : 0;
        }
        double n = tensor.length();
        // Five standard errors; the seed is fixed.
        assertEquals(0, sum / n, 5 / Math.sqrt(n), tensor.name());
        assertEquals(1, squares / n, 5 * Math.sqrt(2 / n), tensor.name());
        assertEquals(0.6827, withinOne / n, 5 * 0.4655 / Math.sqrt(n), tensor.name());
      }
    }
  }

  @Test
  void biasesAreZeroAndNormsAreOne() {
    float[] parameters = InitialParameters.draw(LAYOUT, 42);
    for (ParameterTensor tensor : LAYOUT.tensors()) {
      if (!tensor.isDecayed()) {
        float[] expected = new float[tensor.length()];
        Arrays.fill(expected, tensor.name().endsWith("bias") ? 0 : 1);
        assertArrayEquals(
            expected, Arrays.copyOfRange(parameters, tensor.offset(), tensor.end()), tensor.name());
      }
    }
  }

  @Test
  void aSeedDrawsTheSameBitsEverywhere() {
    float[] parameters = InitialParameters.draw(LAYOUT, 42);
    assertArrayEquals(parameters, InitialParameters.draw(LAYOUT, 42));
    assertFalse(Arrays.equals(parameters, InitialParameters.draw(LAYOUT, 43)));
    assertEquals(PINNED_HASH, Arrays.hashCode(parameters));
  }

  /** Of the bits that seed 42 draws, on every machine. */
  private static final int PINNED_HASH = -220_779_605;

  @Test
  void aTensorOfOddLengthIsFilled() {
    ParameterLayout odd = ParameterLayout.of(new ModelConfig(1, 1, 3, 5, 7));
    float[] parameters = InitialParameters.draw(odd, 1);
    for (ParameterTensor tensor : odd.tensors()) {
      for (int i = tensor.offset(); tensor.isDecayed() && i < tensor.end(); i++) {
        assertFalse(parameters[i] == 0 || Math.abs(parameters[i]) > 0.2, tensor.name());
      }
    }
  }
}
