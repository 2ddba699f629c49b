package dev.fourfold.harness.doctor;

import java.util.stream.Collectors;

/** A machine on which measuring makes no sense now. */
public final class UnfitMachineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what is unfit, and what to do about it. */
  public UnfitMachineException(Fitness fitness) {
    super(
        "this machine is not fit to measure on: "
            + fitness.faults().stream()
                .map(
                    fault ->
                        "%s: %s (%s)"
                            .formatted(fault.name(), fault.value(), fault.advice().orElse("")))
                .collect(Collectors.joining("; "))
            + "; --force measures all the same");
  }
}
