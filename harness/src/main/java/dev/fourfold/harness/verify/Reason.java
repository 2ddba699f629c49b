package dev.fourfold.harness.verify;

import dev.fourfold.harness.PlainText;

/**
 * Why a candidate is rejected.
 *
 * @param code the word of a {@link ReasonCode}, or what a record from elsewhere has in its place
 * @param message one line for its author: the first quantity in the order of computation that is
 *     off, how far, on which shape and seed, and what it looks like
 */
public record Reason(String code, String message) {
  /** A trainer may have had a say in the message. */
  public Reason {
    message = PlainText.line(message);
  }

  /** A reason with one of the known codes. */
  public Reason(ReasonCode code, String message) {
    this(code.word(), message);
  }
}
