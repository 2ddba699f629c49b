package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.PANEL;

import dev.fourfold.core.model.ParameterTensor;
import java.util.List;

/**
 * Where a parameter tensor lies among the padded ones: a matrix as panels, a vector as one padded
 * row.
 *
 * <p>A dimension consists of groups that are padded one by one: attention's heads each start at a
 * panel of their own; every other dimension is one group.
 *
 * @param source the tensor in the order of the contract
 * @param offset index of its first element in the padded array
 * @param rowGroup rows of a group, before padding; 1 for a vector
 * @param columnGroup columns of a group, before padding
 */
record PaddedTensor(ParameterTensor source, int offset, int rowGroup, int columnGroup) {

  boolean isMatrix() {
    return source.shape().size() == 2;
  }

  /** Rows with padding; 1 for a vector. */
  int rows() {
    return isMatrix() ? paddedGroups(source.shape().get(0), rowGroup) : 1;
  }

  /** Columns with padding. */
  int columns() {
    return paddedGroups(lastDimension(), columnGroup);
  }

  /** Floats with padding. */
  int length() {
    return Math.multiplyExact(rows(), columns());
  }

  /**
   * This matrix inside an array of padded parameters, or of anything that is one to one with them.
   */
  PanelMatrix in(float[] padded) {
    return PanelMatrix.view(padded, offset, rows(), columns() / PANEL);
  }

  /** The transpose of this matrix, at the same place of an array of transposed matrices. */
  PanelMatrix transposeIn(float[] transposed) {
    return PanelMatrix.view(transposed, offset, columns(), rows() / PANEL);
  }

  /** Copies from the contract's order; padding is left alone. */
  void pad(float[] contract, float[] padded) {
    copy(
        (index, paddedIndex, length) ->
            System.arraycopy(contract, index, padded, paddedIndex, length));
  }

  /** Copies back into the contract's order. */
  void unpad(float[] padded, float[] contract) {
    copy(
        (index, paddedIndex, length) ->
            System.arraycopy(padded, paddedIndex, contract, index, length));
  }

  /** Copies elements that are neighbours in both orders. */
  private interface Copy {
    void run(int index, int paddedIndex, int length);
  }

  private void copy(Copy copy) {
    int columns = lastDimension();
    int rowCount = source.length() / columns;
    int paddedRows = rows();
    for (int group = 0; group < columns; group += columnGroup) {
      int paddedGroup = group / columnGroup * Lanes.padded(columnGroup);
      for (int start = 0; start < columnGroup; start += PANEL) {
        int length = Math.min(PANEL, columnGroup - start);
        int panel = offset + (paddedGroup + start) * paddedRows;
        for (int row = 0; row < rowCount; row++) {
          copy.run(
              source.offset() + row * columns + group + start,
              panel + paddedRow(row) * PANEL,
              length);
        }
      }
    }
  }

  private int paddedRow(int row) {
    return row / rowGroup * Lanes.padded(rowGroup) + row % rowGroup;
  }

  private int lastDimension() {
    List<Integer> shape = source.shape();
    return shape.get(shape.size() - 1);
  }

  private static int paddedGroups(int length, int group) {
    return Math.multiplyExact(length / group, Lanes.padded(group));
  }
}
