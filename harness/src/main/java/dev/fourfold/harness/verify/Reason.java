package dev.fourfold.harness.verify;

import dev.fourfold.harness.PlainText;

/**
 * Why a candidate is rejected.
 *
 * @param code stable, for machines: docs/authors.md says what to do about each
 * @param message one line for its author: the first quantity in the order of computation that is
 *     off, how far, on which shape and seed, and what it looks like
 */
public record Reason(String code, String message) {
  /** A trainer may have had a say in the message. */
  public Reason {
    message = PlainText.line(message);
  }
}
