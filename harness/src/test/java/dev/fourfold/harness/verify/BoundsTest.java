package dev.fourfold.harness.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The committed bounds are the ones that the derivation gives. */
class BoundsTest {
  /**
   * The ensemble computes the same bits everywhere, and the oracle with Math's exp and tanh, which
   * may differ between machines in a double's last place: 1e-9 of an fp32 error. What is left is
   * the printing of four digits.
   */
  private static final double PRINTING = 6e-4;

  /**
   * Derives again what the first seeds of the derivation gave, which stands in the file beside the
   * whole: a change of the oracle, of the ensemble, of the probes or of the measure shows there.
   */
  @Test
  void derivingAgainGivesTheSame() {
    Map<String, Double> committed = new TreeMap<>();
    Bounds.committed()
        .worst()
        .forEach(
            (key, error) -> {
              if (key.startsWith(Bounds.SUBSET)) {
                committed.put(key.substring(Bounds.SUBSET.length()), error);
              }
            });
    Map<String, Double> derived = DeriveBounds.overProbes(DeriveBounds.SUBSET_SEEDS);
    assertEquals(committed.keySet(), derived.keySet(), "quantities");
    derived.forEach(
        (key, error) ->
            assertEquals(
                committed.get(key),
                error,
                PRINTING * error,
                () -> key + ": derive the bounds again, see docs/verification.md"));
  }

  @Test
  void theWholeIsNowhereBelowItsPart() {
    Map<String, Double> worst = Bounds.committed().worst();
    worst.forEach(
        (key, error) -> {
          if (!key.startsWith(Bounds.SUBSET)) {
            double part = worst.getOrDefault(Bounds.SUBSET + key, 0.0);
            assertTrue(error >= part, () -> key + " was " + part + " on a part of the seeds");
            assertTrue(error >= 0 && error < 1e-2, () -> key + " is " + error);
          }
        });
  }

  @Test
  void aBoundIsAMultipleOfTheWorstErrorOrOfRounding() {
    Bounds bounds = Bounds.committed();
    double worst = bounds.worst().get("gradient.gradient.wte.weight");
    assertEquals(Bounds.MULTIPLE * worst, bounds.of("gradient.gradient.wte.weight"));
    assertEquals(Bounds.MULTIPLE * Bounds.ROUNDING, bounds.of("usual.update.attn.c_attn.bias.key"));
  }

  @Test
  void aQuantityWithoutABoundIsOurFault() {
    assertThrows(IllegalStateException.class, () -> Bounds.committed().of("gradient.nothing"));
  }
}
