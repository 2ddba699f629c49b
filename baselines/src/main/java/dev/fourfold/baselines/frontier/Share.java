package dev.fourfold.baselines.frontier;

import dev.fourfold.core.training.TrainingTask;

/**
 * What one member owns of a step: some rows, some heads of some sequences, some parameter blocks.
 *
 * <p>Where the batch can be dealt out in whole sequences, a member's heads are those of its own
 * rows, and it meets no other member between the first embedding and the last gradient. Otherwise
 * rows are dealt out by blocks, and members meet around attention, which mixes rows.
 *
 * @param member the member's number
 * @param fromRow its first row, a multiple of a block's height
 * @param toRow one past its last row, likewise
 * @param fromHead the first of the B·H heads, sequence by sequence, that it computes attention for
 * @param toHead one past the last of them
 * @param wholeSequences whether its rows are just those of its heads
 */
record Share(int member, int fromRow, int toRow, int fromHead, int toHead, boolean wholeSequences) {

  static Share of(TrainingTask task, int member) {
    int batch = task.batchSize();
    int threads = task.threads();
    boolean whole = batch % threads == 0;
    int unit = whole ? Lanes.padded(task.model().contextLength()) : Lanes.PANEL;
    int units = batch * Lanes.padded(task.model().contextLength()) / unit;
    int heads = batch * task.model().heads();
    return new Share(
        member,
        part(units, member, threads) * unit,
        part(units, member + 1, threads) * unit,
        part(heads, member, threads),
        part(heads, member + 1, threads),
        whole);
  }

  /** Where part {@code index} of {@code count} starts when {@code total} is dealt out evenly. */
  static int part(int total, int index, int count) {
    return (int) ((long) total * index / count);
  }

  int rows() {
    return toRow - fromRow;
  }
}
