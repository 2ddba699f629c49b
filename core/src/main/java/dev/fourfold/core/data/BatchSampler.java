package dev.fourfold.core.data;

import java.util.SplittableRandom;

/**
 * Draws batches from a text: each of the B sequences starts at a place drawn uniformly, and the
 * same seed draws the same batches everywhere.
 */
public final class BatchSampler {
  private final byte[] text;
  private final int batchSize;
  private final int contextLength;
  private final SplittableRandom random;

  /**
   * A sampler.
   *
   * @param text the bytes to draw from
   * @param batchSize B, sequences a batch
   * @param contextLength T, tokens a sequence
   * @throws IllegalArgumentException if the text is shorter than one batch
   */
  public BatchSampler(byte[] text, int batchSize, int contextLength, long seed) {
    // T inputs and the token after the last of them, for each of B sequences.
    long needed = (long) batchSize * (contextLength + 1L);
    if (text.length < needed) {
      throw new IllegalArgumentException(
          "the text has %d bytes, a batch of %d sequences of %d tokens needs at least %d"
              .formatted(text.length, batchSize, contextLength, needed));
    }
    this.text = text;
    this.batchSize = batchSize;
    this.contextLength = contextLength;
    this.random = new SplittableRandom(seed);
  }

  /** The next batch: (B,T) inputs and targets in newly made arrays. */
  public TokenBatch next() {
    int[] inputs = new int[batchSize * contextLength];
    int[] targets = new int[batchSize * contextLength];
    for (int b = 0; b < batchSize; b++) {
      int start = random.nextInt(text.length - contextLength);
      for (int t = 0; t < contextLength; t++) {
        inputs[b * contextLength + t] = text[start + t] & 0xff;
        targets[b * contextLength + t] = text[start + t + 1] & 0xff;
      }
    }
    return new TokenBatch(inputs, targets);
  }
}
