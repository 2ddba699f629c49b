package dev.fourfold.harness.verify;

import java.util.Locale;

/** What a probe asks. Every kind has bounds of its own, derived on probes of that kind. */
enum Kind {
  /** The gradient of one step from a random state, neither clipped nor decayed. */
  GRADIENT(ReasonCode.GRADIENT_OFF, "random state", "the gradient of "),
  /** The same from a state whose attention is far from even: most weights are small. */
  SHARP(ReasonCode.GRADIENT_OFF, "sharp attention", "the gradient of "),
  /**
   * As the first, with a maximal norm below or a little above the gradient's. Clipping has kinds of
   * its own because a norm may be summed in fp32 too, which gives every tensor one common error.
   */
  CLIPPING(ReasonCode.CLIPPING_OFF, "clipping", "the clipped gradient of "),
  /** As the first, with weight decay as large as the gradient. */
  DECAY(ReasonCode.WEIGHT_DECAY_OFF, "weight decay", "the gradient with weight decay of "),
  /** Scores and logits far beyond what exp can take in a float. */
  STEEP(ReasonCode.GRADIENT_OFF, "steep softmax", "the gradient of "),
  /** The gradient's moving average after some steps of training. */
  MIDDLE(ReasonCode.GRADIENT_OFF, "middle of training", "the moving average of the gradient of "),
  /** AdamW with an ε of the gradient's size, which makes its steps smooth: moments, decay, all. */
  SMOOTH(ReasonCode.UPDATE_OFF, "AdamW", ""),
  /** The same, with a gradient that is clipped now and then. */
  SMOOTH_CLIPPED(ReasonCode.UPDATE_OFF, "AdamW with clipping", ""),
  /** The optimizer of the published workloads, on parameters as they are before training. */
  USUAL(ReasonCode.UPDATE_OFF, "published settings", ""),
  /** A timed episode of a published workload: the same on larger models. */
  EPISODE(ReasonCode.PARAMETERS_OFF, "episode", "");

  /** A random state moves a gradient by 4 to 12 times a disturbance, one in a hundred by 24. */
  private static final double MOST_AMPLIFICATION = 24;

  /** Where attention is sharp, three to four times as much is usual. */
  private static final double MOST_AMPLIFICATION_WHEN_SHARP = 60;

  private final ReasonCode code;
  private final String title;
  private final String revealed;

  Kind(ReasonCode code, String title, String revealed) {
    this.code = code;
    this.title = title;
    this.revealed = revealed;
  }

  /** The code of a rejection for what this kind reveals. */
  ReasonCode code() {
    return code;
  }

  /** What messages call it. */
  String title() {
    return title;
  }

  /** What its last step reveals, to be followed by the name of a part; empty if nothing. */
  String revealed() {
    return revealed;
  }

  /** How ill-conditioned a probe of this kind may be, see {@link Conditioning#amplification}. */
  double mostAmplification() {
    return this == SHARP || this == STEEP ? MOST_AMPLIFICATION_WHEN_SHARP : MOST_AMPLIFICATION;
  }

  /** How its bounds' keys begin. */
  String prefix() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
