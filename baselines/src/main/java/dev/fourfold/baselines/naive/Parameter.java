package dev.fourfold.baselines.naive;

/** One parameter tensor with its gradient and AdamW's moments; a vector is a matrix of one row. */
final class Parameter {
  final float[][] value; // (rows, columns)
  final float[][] gradient; // (rows, columns)
  final float[][] firstMoment; // m (rows, columns)
  final float[][] secondMoment; // v (rows, columns)
  final boolean decayed; // whether weight decay applies

  Parameter(int rows, int columns, boolean decayed) {
    this.value = new float[rows][columns];
    this.gradient = new float[rows][columns];
    this.firstMoment = new float[rows][columns];
    this.secondMoment = new float[rows][columns];
    this.decayed = decayed;
  }

  /** The values of a tensor of one row. */
  float[] vector() {
    return value[0];
  }

  /** The gradient of a tensor of one row. */
  float[] vectorGradient() {
    return gradient[0];
  }
}
