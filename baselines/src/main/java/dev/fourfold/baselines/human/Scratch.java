package dev.fourfold.baselines.human;

/** Two arrays for transposed operands, large enough for every product of a step. */
final class Scratch {
  private final float[] first;
  private final float[] second;

  Scratch(int size) {
    first = new float[size];
    second = new float[size];
  }

  float[] first() {
    return first;
  }

  float[] second() {
    return second;
  }
}
