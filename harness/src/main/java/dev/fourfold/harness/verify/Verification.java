package dev.fourfold.harness.verify;

import java.util.List;
import java.util.Optional;

/**
 * What a verification found.
 *
 * @param checks what was checked, in the order of computation, up to the first failure
 * @param failure why the candidate is rejected; empty if it passed
 * @param notes what is no fault but should be known, for example that results vary from run to run
 */
public record Verification(List<Check> checks, Optional<Reason> failure, List<String> notes) {

  public Verification {
    checks = List.copyOf(checks);
    notes = List.copyOf(notes);
  }

  /** Whether nothing was found against the candidate. */
  public boolean passed() {
    return failure.isEmpty();
  }
}
