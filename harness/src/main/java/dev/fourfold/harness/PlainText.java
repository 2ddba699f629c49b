package dev.fourfold.harness;

import java.util.regex.Pattern;

/**
 * Text of a stranger's, made fit for one place on a terminal or in a file: names, messages and
 * paths may hold anything.
 */
public final class PlainText {
  private static final int LONGEST_LINE = 1000;

  /**
   * What would reach beyond its own place on a line: controls, Unicode's line ends, lone
   * surrogates, and the marks that turn the direction of what follows. Letters that run from right
   * to left are fine.
   */
  private static final Pattern UNPRINTABLE =
      Pattern.compile(
          "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\x{061C}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");

  private static final int LONGEST_FILE_NAME = 60;

  private PlainText() {}

  /** Whether it can stand on a terminal as it is. */
  public static boolean isPrintable(String text) {
    return !UNPRINTABLE.matcher(text).find();
  }

  /** One line, not too long. */
  public static String line(String text) {
    String clean = UNPRINTABLE.matcher(text).replaceAll(" ");
    return clean.codePointCount(0, clean.length()) <= LONGEST_LINE
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, LONGEST_LINE)) + "…";
  }

  /** Lines that stay lines, each as {@link #line}. */
  public static String lines(String text) {
    return String.join(System.lineSeparator(), text.lines().map(PlainText::line).toList());
  }

  /** A file's or a directory's name: letters and digits of ASCII, point, dash and underscore. */
  public static String fileName(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.+", "_");
    return safe.length() <= LONGEST_FILE_NAME ? safe : safe.substring(0, LONGEST_FILE_NAME);
  }
}
