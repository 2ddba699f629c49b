package dev.fourfold.core.worker;

/** What a frame may say. Its code is what crosses the pipe. */
enum Message {
  /** Child, once, unasked: the provider is loaded and named. No payload. */
  READY(1),
  /**
   * Parent: make a trainer. Model, optimizer, batch size and threads (12 words), and how many
   * parameters are in the shared buffer, which is said last, when they are.
   */
  CREATE(2),
  /** Child: made. No payload. */
  CREATED(3),
  /** Parent: one step. Slot, learning rate, B·T, inputs, targets. */
  STEP(4),
  /** Child: the loss of that step, one float. */
  LOSS(5),
  /** Parent: read the parameters. Slot. */
  READ(6),
  /** Child: how many parameters are in the shared buffer, said when they are. */
  PARAMETERS(7),
  /** Parent: close a trainer. Slot. */
  CLOSE(8),
  /** Child: closed. No payload. */
  CLOSED(9),
  /** Child, instead of any answer: it failed, and how ({@link WorkerException.Kind}), one int. */
  FAILED(10),
  /** Parent: are you awake, and what you read from at hand? No payload. */
  WAKE(11),
  /** Child: it is. No payload. */
  AWAKE(12);

  private final int code;

  Message(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The message of that code, or null if there is none. */
  static Message of(int code) {
    for (Message message : values()) {
      if (message.code == code) {
        return message;
      }
    }
    return null;
  }
}
