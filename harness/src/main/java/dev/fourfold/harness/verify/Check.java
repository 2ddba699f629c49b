package dev.fourfold.harness.verify;

/**
 * One quantity that was checked.
 *
 * @param name the key of its bound, for example {@code usual.gradient.wte.weight}
 * @param worst the error that came nearest to its bound, or exceeded it most; NaN where a value was
 *     not finite
 * @param tolerance the bound of that error, in the same unit
 * @param passed whether every error stayed within its bound
 */
public record Check(String name, double worst, double tolerance, boolean passed) {

  /**
   * Of two checks of the same quantity the one to be kept: one that failed, then one of a value
   * that was not finite, then the one with the larger error.
   */
  public Check worse(Check other) {
    if (passed != other.passed) {
      return passed ? other : this;
    }
    // To this comparison NaN is larger than anything.
    return Double.compare(other.worst, worst) > 0 ? other : this;
  }
}
