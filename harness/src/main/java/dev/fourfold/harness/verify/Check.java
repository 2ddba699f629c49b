package dev.fourfold.harness.verify;

/**
 * One quantity that was checked.
 *
 * @param name what it is
 * @param worst the largest deviation seen
 * @param tolerance the largest deviation allowed, in the same unit
 * @param passed whether it is within; false for anything that is not finite
 */
public record Check(String name, double worst, double tolerance, boolean passed) {

  static Check of(String name, double worst, double tolerance) {
    return new Check(name, worst, tolerance, worst <= tolerance);
  }
}
