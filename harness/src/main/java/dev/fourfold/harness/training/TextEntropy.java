package dev.fourfold.harness.training;

/**
 * How well the simplest models could do on a text if they knew its counts: what a held-out loss is
 * to be read against. In nats a byte (Shannon 1951, equations 1 and 2, with N = 1 and 2).
 *
 * @param unigram the entropy of a byte, nothing known before it
 * @param bigram the entropy of a byte, the one before it known
 */
public record TextEntropy(double unigram, double bigram) {
  private static final int BYTES = 256;

  /**
   * Counts a text.
   *
   * @param text at least two bytes
   */
  public static TextEntropy of(byte[] text) {
    long[] before = new long[BYTES];
    long[] after = new long[BYTES];
    long[][] pairs = new long[BYTES][BYTES];
    for (int i = 1; i < text.length; i++) {
      before[text[i - 1] & 0xff]++;
      after[text[i] & 0xff]++;
      pairs[text[i - 1] & 0xff][text[i] & 0xff]++;
    }
    double total = text.length - 1.0;
    double bigram = 0;
    for (int first = 0; first < BYTES; first++) {
      bigram += before[first] / total * entropy(pairs[first], (double) before[first]);
    }
    return new TextEntropy(entropy(after, total), bigram);
  }

  /** −Σ p·log p for p = count/total. */
  private static double entropy(long[] counts, double total) {
    double sum = 0;
    for (long count : counts) {
      if (count > 0) {
        sum -= count / total * Math.log(count / total);
      }
    }
    return sum;
  }
}
