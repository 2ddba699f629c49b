package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.PANEL;

/** Transposes square blocks of a panel. */
final class Transposition {
  private Transposition() {}

  /** to = fromᵀ; both are contiguous and (PANEL, PANEL). */
  static void block(float[] from, int fromIndex, float[] to, int toIndex) {
    for (int row = 0; row < PANEL; row++) {
      for (int column = 0; column < PANEL; column++) {
        to[toIndex + row * PANEL + column] = from[fromIndex + column * PANEL + row];
      }
    }
  }
}
