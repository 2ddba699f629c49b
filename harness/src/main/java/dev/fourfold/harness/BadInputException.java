package dev.fourfold.harness;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Set;

/**
 * What the user gave cannot be used. The message is for the user: it says what is wrong and, where
 * that is known, what would be right. Exit code 2.
 */
public final class BadInputException extends RuntimeException {
  /** The code of most. */
  public static final String BAD_INPUT = "bad-input";

  /** The sources do not compile. */
  public static final String DOES_NOT_COMPILE = "does-not-compile";

  /** {@code submission.properties} is missing or breaks a rule. */
  public static final String BAD_MANIFEST = "bad-manifest";

  private static final long serialVersionUID = 1L;

  private static final Set<Class<?>> SAYING_WHY =
      Set.of(IOException.class, FileSystemException.class);

  private final String code;

  /** With the code {@value #BAD_INPUT}. */
  public BadInputException(String message) {
    this(BAD_INPUT, message);
  }

  /**
   * With a code of its own.
   *
   * @param code stable, for programs: see docs/authors.md
   */
  public BadInputException(String code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * That something could not be done because of files.
   *
   * @param what for example "cannot write x"
   */
  public static BadInputException of(String what, IOException cause) {
    // Of the special ones the message is only the place: there the class says what is wrong.
    boolean saysWhy = SAYING_WHY.contains(cause.getClass());
    String kind = saysWhy ? "" : cause.getClass().getSimpleName().replace("Exception", "") + " ";
    return new BadInputException(what + ": " + kind + cause.getMessage());
  }

  /** What programs tell it by. */
  public String code() {
    return code;
  }
}
