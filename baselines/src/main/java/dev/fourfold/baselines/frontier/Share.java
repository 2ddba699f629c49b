package dev.fourfold.baselines.frontier;

import dev.fourfold.core.training.TrainingTask;

/**
 * What one worker owns of a step: some rows, some heads of some sequences, some parameter blocks.
 *
 * <p>Where the batch can be dealt out in whole sequences, a worker's heads are those of its own
 * rows, and it meets no other worker between the first embedding and the last gradient. Otherwise
 * rows are dealt out by blocks, and workers meet around attention, which mixes rows.
 *
 * @param worker the worker's number
 * @param fromRow its first row, a multiple of a block's height
 * @param toRow one past its last row, likewise
 * @param fromHead the first of the B·H heads, sequence by sequence, that it computes attention for
 * @param toHead one past the last of them
 * @param wholeSequences whether its rows are just those of its heads
 */
record Share(int worker, int fromRow, int toRow, int fromHead, int toHead, boolean wholeSequences) {

  static Share of(TrainingTask task, int worker) {
    int batch = task.batchSize();
    int threads = task.threads();
    boolean whole = batch % threads == 0;
    int unit = whole ? Lanes.padded(task.model().contextLength()) : Lanes.PANEL;
    int units = batch * Lanes.padded(task.model().contextLength()) / unit;
    int heads = batch * task.model().heads();
    return new Share(
        worker,
        part(units, worker, threads) * unit,
        part(units, worker + 1, threads) * unit,
        part(heads, worker, threads),
        part(heads, worker + 1, threads),
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
