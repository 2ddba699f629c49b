package dev.fourfold.core.worker;

/** A worker did not do what it was asked to. The message is one line, fit to be shown. */
public final class WorkerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** The process could not be started at all. */
    NOT_STARTED(1),
    /** The provider's class is not there, or is no provider with a public empty constructor. */
    NO_PROVIDER(2),
    /** The provider or its trainer threw. */
    THREW(3),
    /** The worker's heap was too small for what the trainer wanted. */
    OUT_OF_MEMORY(4),
    /** The process ended before it had answered. */
    DIED(5),
    /** No answer came before the deadline. */
    TIMED_OUT(6),
    /** The answer was none: wrong magic, number, length, or more than was asked for. */
    PROTOCOL(7);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** What stands for it in a frame. */
    int code() {
      return code;
    }
  }

  private final Kind kind;

  WorkerException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
