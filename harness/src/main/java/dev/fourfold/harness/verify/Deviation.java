package dev.fourfold.harness.verify;

import java.util.Optional;

/**
 * How far one quantity is off.
 *
 * @param key of its bound
 * @param what it is, for messages: {@code the loss of step 1}
 * @param code of a rejection for it
 * @param part whose elements it is about; empty for a loss
 * @param step in which it shows, from 1
 * @param error in the unit of its bound, a relative error; NaN where a value is not finite
 */
record Deviation(
    String key, String what, ReasonCode code, Optional<Part> part, int step, double error) {

  boolean isFinite() {
    return Double.isFinite(error);
  }

  /** Written so that NaN is beyond every bound. */
  boolean isWithin(double bound) {
    return error <= bound;
  }
}
