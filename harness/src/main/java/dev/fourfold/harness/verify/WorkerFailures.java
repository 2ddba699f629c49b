package dev.fourfold.harness.verify;

import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.harness.submission.Candidate;

/** What a worker's failure means for the candidate that was in it. */
public final class WorkerFailures {
  private WorkerFailures() {}

  /**
   * Whether it says nothing about a submission: a process could not be started, for want of memory
   * or of whatever else the machine has no more of, or the trainer in it is one of ours.
   */
  public static boolean isOurs(WorkerException failure, Candidate candidate) {
    return failure.kind() == WorkerException.Kind.NOT_STARTED || candidate.manifest().isEmpty();
  }

  /**
   * The reason to reject the candidate, with a code for programs.
   *
   * @throws IllegalStateException if it is no fault of the candidate's
   */
  public static Reason reason(WorkerException failure, Candidate candidate) {
    if (isOurs(failure, candidate)) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
    ReasonCode code =
        switch (failure.kind()) {
          case NOT_STARTED -> throw new AssertionError("no fault of a candidate's", failure);
          case NO_PROVIDER -> ReasonCode.PROVIDER_FAILED;
          case THREW -> ReasonCode.TRAINER_FAILED;
          case OUT_OF_MEMORY -> ReasonCode.OUT_OF_MEMORY;
          case DIED -> ReasonCode.WORKER_DIED;
          case TIMED_OUT -> ReasonCode.TIMED_OUT;
          case PROTOCOL -> ReasonCode.PROTOCOL_BROKEN;
        };
    return new Reason(code, failure.getMessage());
  }
}
