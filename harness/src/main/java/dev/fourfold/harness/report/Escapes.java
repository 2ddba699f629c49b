package dev.fourfold.harness.report;

/**
 * Strangers' words made harmless for each place that they are printed in. All begin with {@link
 * #visible}: what cannot be seen, or turns the direction of what follows, is spelt out.
 */
final class Escapes {
  /** The longest that a name is shown in a table, in code points. */
  static final int LONGEST = 60;

  private static final int LONGEST_SENTENCE = 600;

  private Escapes() {}

  /** On one line, everything in it to be seen, and no longer than a table bears. */
  static String visible(String text) {
    return text.isBlank() ? "(no name)" : visible(text, LONGEST);
  }

  /** The same for what is longer than a name. */
  static String sentence(String text) {
    return visible(text, LONGEST_SENTENCE);
  }

  private static String visible(String text, int longest) {
    StringBuilder out = new StringBuilder();
    int[] points = text.codePoints().limit(longest + 1L).toArray();
    int shown = points.length > longest ? longest - 1 : points.length;
    for (int i = 0; i < shown; i++) {
      if (isVisible(points[i])) {
        out.appendCodePoint(points[i]);
      } else {
        out.append("\\u{%04X}".formatted(points[i]));
      }
    }
    return points.length > longest ? out.append('…').toString() : out.toString();
  }

  private static boolean isVisible(int point) {
    int kind = Character.getType(point);
    // FORMAT has the bidirectional overrides and isolates; the joiner belongs to emoji.
    return point == 0x200D
        || !(kind == Character.CONTROL
            || kind == Character.FORMAT
            || kind == Character.LINE_SEPARATOR
            || kind == Character.PARAGRAPH_SEPARATOR
            || kind == Character.SURROGATE
            || kind == Character.PRIVATE_USE
            || kind == Character.UNASSIGNED
            || (kind == Character.SPACE_SEPARATOR && point != ' '));
  }

  /** In a terminal: what is written from right to left must not carry the next column along. */
  static String text(String text) {
    String visible = visible(text);
    boolean turns =
        visible
            .codePoints()
            .map(Character::getDirectionality)
            .anyMatch(
                direction ->
                    direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                        || direction == Character.DIRECTIONALITY_ARABIC_NUMBER);
    return turns ? "\u2068" + visible + "\u2069" : visible;
  }

  /** In HTML, as text or between double quotes. */
  static String html(String text) {
    return withoutMarkup(visible(text));
  }

  /** The same for what is longer than a name. */
  static String htmlSentence(String text) {
    return withoutMarkup(sentence(text));
  }

  private static String withoutMarkup(String visible) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < visible.length(); i++) {
      char c = visible.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** In a cell of a Markdown table. */
  static String markdown(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : visible(text).toCharArray()) {
      if ("&<>|@:".indexOf(c) >= 0) {
        // A backslash before these is not understood everywhere, or still makes a link.
        out.append("&#").append((int) c).append(';');
      } else if ("\\`*_{}[]()#+!~$^=\"'".indexOf(c) >= 0) {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** As a field of a CSV file (RFC 4180) that a spreadsheet may open: no field is a formula. */
  static String csv(String text) {
    String visible = visible(text);
    boolean formula =
        !visible.isEmpty() && "=+-@".indexOf(visible.strip().concat(" ").charAt(0)) >= 0;
    String safe = formula ? "'" + visible : visible;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }

  /** In LaTeX text, whichever engine sets it: what not every engine's usual fonts have is named. */
  static String latex(String text) {
    StringBuilder out = new StringBuilder();
    visible(text).codePoints().forEach(point -> out.append(latex(point)));
    // Two hyphens would be set as a dash.
    return out.toString().replace("--", "-{}-").replace("--", "-{}-");
  }

  private static String latex(int point) {
    return switch (point) {
      case '\\' -> "\\textbackslash{}";
      case '{', '}', '$', '&', '#', '%', '_' -> "\\" + Character.toString(point);
      case '^' -> "\\textasciicircum{}";
      case '~' -> "\\textasciitilde{}";
      case '<' -> "\\textless{}";
      case '>' -> "\\textgreater{}";
      case '|' -> "\\textbar{}";
      case '"' -> "{\\char34}";
      case '\'' -> "\\textquotesingle{}";
      case '`' -> "\\textasciigrave{}";
      case '[', ']' -> "{" + Character.toString(point) + "}";
      case '…' -> "\\ldots{}";
      default ->
          point < 0x80 || (Character.isLetter(point) && point < 0x180)
              ? Character.toString(point)
              : "[U+%04X]".formatted(point);
    };
  }

  /** Inside a {@code <script type="application/json">}: nothing in it ends the element. */
  static String jsonInHtml(String json) {
    return json.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /** How many columns of a terminal it takes. */
  static int width(String text) {
    return text.codePoints().map(Escapes::width).sum();
  }

  private static int width(int point) {
    int kind = Character.getType(point);
    if (kind == Character.NON_SPACING_MARK
        || kind == Character.ENCLOSING_MARK
        || kind == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        (point >= 0x1100 && point <= 0x115F)
            || (point >= 0x2E80 && point <= 0xA4CF)
            || (point >= 0xAC00 && point <= 0xD7A3)
            || (point >= 0xF900 && point <= 0xFAFF)
            || (point >= 0xFE30 && point <= 0xFE6F)
            || (point >= 0xFF00 && point <= 0xFF60)
            || (point >= 0x1F300 && point <= 0x1FAFF)
            || (point >= 0x20000 && point <= 0x3FFFD);
    return wide ? 2 : 1;
  }
}
