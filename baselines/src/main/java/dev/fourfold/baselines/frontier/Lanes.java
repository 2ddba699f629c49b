package dev.fourfold.baselines.frontier;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The machine's vector width, and the sizes that follow from it. */
final class Lanes {
  /** Never below 128 bits, so that a panel is never narrower than a tile is high. */
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() < FloatVector.SPECIES_128.length()
          ? FloatVector.SPECIES_128
          : FloatVector.SPECIES_PREFERRED;

  /** Floats in a vector. */
  static final int LANES = SPECIES.length();

  /** Columns of a panel: two vectors. */
  static final int PANEL = 2 * LANES;

  /**
   * Whether there are sixteen vector registers, and not thirty-two: so it is with AVX2. The width
   * alone says so, since a submission may ask for no system property: what is chosen by it computes
   * the same on a processor of 256 bits that has thirty-two (SVE), or one of 128 bits that has
   * sixteen (SSE), but was not measured there.
   */
  static final boolean FEW_REGISTERS = LANES == FloatVector.SPECIES_256.length();

  /** Floats of a square block. */
  static final int BLOCK = PANEL * PANEL;

  /** Rows of a tile. Divides {@link #PANEL}. */
  static final int TILE = 8;

  private Lanes() {}

  /** The number of panels that hold that many columns. */
  static int panels(int columns) {
    return (columns + PANEL - 1) / PANEL;
  }

  /** The next multiple of {@link #PANEL}. */
  static int padded(int length) {
    return Math.multiplyExact(panels(length), PANEL);
  }
}
