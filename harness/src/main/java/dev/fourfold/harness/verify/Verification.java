package dev.fourfold.harness.verify;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of checking.
 *
 * @param checks every quantity that was checked
 * @param failure the first that was off, if any
 * @param notes what is worth knowing and no fault
 */
public record Verification(List<Check> checks, Optional<Reason> failure, List<String> notes) {
  public Verification {
    checks = List.copyOf(checks);
    notes = List.copyOf(notes);
  }

  /** Whether nothing was off. */
  public boolean passed() {
    return failure.isEmpty();
  }
}
