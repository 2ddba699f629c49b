package dev.fourfold.harness.training;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What a training came to.
 *
 * @param schema {@value #SCHEMA}
 * @param trainer who trained
 * @param workload what was trained
 * @param corpus on what
 * @param corpusDigest SHA-256 of it
 * @param threads granted
 * @param seed of everything that was drawn
 * @param steps how many were done
 * @param seconds how long it took, held-out losses included
 * @param heldOut the held-out text
 * @param curve the losses on the way; the last point is the end
 * @param sample text drawn from the trained model
 */
@JsonPropertyOrder({
  "schema",
  "trainer",
  "workload",
  "corpus",
  "corpusDigest",
  "threads",
  "seed",
  "steps",
  "seconds",
  "heldOut",
  "curve",
  "sample"
})
public record TrainingRecord(
    String schema,
    String trainer,
    String workload,
    String corpus,
    String corpusDigest,
    int threads,
    long seed,
    int steps,
    double seconds,
    HeldOut heldOut,
    List<TrainingPoint> curve,
    Sample sample) {

  public static final String SCHEMA = "fourfold/training/1";

  public TrainingRecord {
    curve = List.copyOf(curve);
  }

  /**
   * The held-out text.
   *
   * @param bytes its length
   * @param lossTokens how many of its bytes the last held-out loss is the mean over
   * @param unigramEntropy nats a byte
   * @param bigramEntropy nats a byte
   */
  public record HeldOut(int bytes, int lossTokens, double unigramEntropy, double bigramEntropy) {}

  /**
   * Text drawn from the model.
   *
   * @param temperature what logits were divided by
   * @param prompt from the held-out text
   * @param text what the model went on with
   */
  public record Sample(double temperature, String prompt, String text) {}

  /** The held-out loss at the end, nats a byte. */
  public double finalHeldOutLoss() {
    return curve.getLast().heldOutLoss();
  }
}
