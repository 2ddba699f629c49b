package dev.fourfold.harness;

/**
 * What the user gave cannot be used. The message is for the user: it says what is wrong and, where
 * that is known, what would be right. Exit code 2.
 */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(message);
  }
}
