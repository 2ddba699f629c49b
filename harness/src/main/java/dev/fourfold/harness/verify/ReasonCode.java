package dev.fourfold.harness.verify;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a candidate is rejected, or a grading came to no answer, in a word for programs. The words
 * are stable: docs/authors.md says what to do about each.
 */
public enum ReasonCode {
  NOT_FINITE(true),
  LOSS_OFF(true),
  GRADIENT_OFF(true),
  CLIPPING_OFF(true),
  WEIGHT_DECAY_OFF(true),
  UPDATE_OFF(true),
  PARAMETERS_OFF(true),
  STATE_OFF(true),
  FORBIDDEN_API(false),
  PROVIDER_FAILED(false),
  TRAINER_FAILED(false),
  OUT_OF_MEMORY(false),
  WORKER_DIED(false),
  TIMED_OUT(false),
  PROTOCOL_BROKEN(false),
  MORE_CPU_THAN_GRANTED(false),
  WORK_NOT_ACCOUNTED(false),
  FASTER_THAN_THE_MACHINE(false),
  BUSY_WHEN_IDLE(false),
  LEFT_THREADS(false),
  LEFT_PROCESSES(false),
  TOO_NOISY(false);

  private final boolean wrongNumber;

  ReasonCode(boolean wrongNumber) {
    this.wrongNumber = wrongNumber;
  }

  /** As results have it: {@code loss-off}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a number was wrong that the trainer computed. */
  public boolean isWrongNumber() {
    return wrongNumber;
  }

  /** The one with this word, if it is one. */
  public static Optional<ReasonCode> of(String word) {
    return Arrays.stream(values()).filter(code -> code.word().equals(word)).findFirst();
  }
}
