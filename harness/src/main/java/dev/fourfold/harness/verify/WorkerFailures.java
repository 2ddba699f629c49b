package dev.fourfold.harness.verify;

import dev.fourfold.core.worker.WorkerException;

/** What a worker's failure means for the candidate that was in it. */
public final class WorkerFailures {
  private WorkerFailures() {}

  /** The reason, with a code for programs. */
  public static Reason reason(WorkerException failure) {
    String code =
        switch (failure.kind()) {
          case NOT_STARTED -> "worker-not-started";
          case NO_PROVIDER -> "provider-failed";
          case THREW -> "trainer-failed";
          case OUT_OF_MEMORY -> "out-of-memory";
          case DIED -> "worker-died";
          case TIMED_OUT -> "timed-out";
          case PROTOCOL -> "protocol-broken";
        };
    return new Reason(code, failure.getMessage());
  }
}
