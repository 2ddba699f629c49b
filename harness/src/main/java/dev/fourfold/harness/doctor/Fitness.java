package dev.fourfold.harness.doctor;

import java.util.List;

/**
 * Whether this machine is fit to measure on.
 *
 * @param fit whether nothing was found unfit
 * @param forced whether it was measured on although it is not fit
 * @param findings what was looked at
 */
public record Fitness(boolean fit, boolean forced, List<Finding> findings) {
  public Fitness {
    findings = List.copyOf(findings);
  }

  static Fitness of(List<Finding> findings) {
    return new Fitness(
        findings.stream().noneMatch(finding -> finding.state() == Finding.State.UNFIT),
        false,
        findings);
  }

  /** The same, to be measured on all the same if it is not fit. */
  public Fitness force() {
    return new Fitness(fit, !fit, findings);
  }

  /** What is unfit. */
  public List<Finding> faults() {
    return findings.stream().filter(finding -> finding.state() == Finding.State.UNFIT).toList();
  }
}
