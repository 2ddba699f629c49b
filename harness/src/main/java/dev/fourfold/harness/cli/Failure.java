package dev.fourfold.harness.cli;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.doctor.UnfitMachineException;
import dev.fourfold.harness.result.Verdict;

/**
 * A command that came to no answer, as programs are told.
 *
 * @param exitCode what the command ends with
 * @param code stable: docs/authors.md says what to do about each
 * @param message for people
 */
record Failure(int exitCode, String code, String message) {
  static final String OUR_FAULT = "our-own-fault";
  static final String BAD_USAGE = "bad-usage";
  static final String UNFIT_MACHINE = "unfit-machine";

  static Failure of(Throwable failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    if (failure instanceof BadInputException badInput) {
      return new Failure(Fourfold.BAD_INPUT, badInput.code(), message);
    }
    if (failure instanceof UnfitMachineException) {
      return new Failure(Verdict.UNRESOLVED.exitCode(), UNFIT_MACHINE, message);
    }
    return new Failure(Fourfold.OUR_FAULT, OUR_FAULT, message);
  }
}
