package dev.fourfold.harness.doctor;

/**
 * What A/A gradings told about a machine: trainers graded against themselves, where every ratio is
 * truly 1.
 *
 * @param machine which, by {@link Calibrations#fingerprint}
 * @param workload on which workload
 * @param rounds how many rounds it rests on
 * @param roundSpread root mean square of the rounds' log ratios about 0
 * @param madeAt ISO-8601
 */
public record Calibration(
    String machine, String workload, int rounds, double roundSpread, String madeAt) {

  /** The half-width that so many rounds can reach here at 95 %, as a fraction. */
  public double resolvable(int ofRounds) {
    return Math.expm1(1.96 * roundSpread / Math.sqrt(ofRounds));
  }
}
