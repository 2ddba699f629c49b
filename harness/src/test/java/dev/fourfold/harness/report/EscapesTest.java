package dev.fourfold.harness.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No name does anything in any output. */
final class EscapesTest {
  static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "</script><img src=x onerror=alert(1)>",
          "\"quoted\" and 'quoted'",
          "=HYPERLINK(\"http://x\",\"y\")",
          "-1+1|cmd",
          "@SUM(A1)",
          "\t=1",
          "שלום 12 عالم",
          "safe\u202Egnp.exe",
          "\u001B[31mred\u001B[0m\u0007",
          "line\nbreak\r\nand\u2028more",
          "a|b `c` *d* _e_ [f](javascript:g) \\ # ~",
          "\\input{/etc/passwd} 50% $x^2$ a_b & {c} ~ ^",
          "😀 👩‍💻 日本語",
          "\uD800 alone",
          "x".repeat(10_000),
          "");

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.of(HOSTILE),
        Arbitraries.strings().ofMaxLength(80),
        Arbitraries.strings()
            .withChars("<>&\"'|`*_[]\\{}$%#^~=+-@\t\n\u202E\u001B a:!")
            .ofMaxLength(80));
  }

  @Property
  void whatIsShownCanBeSeen(@ForAll("names") String name) {
    String shown = Escapes.visible(name);
    assertTrue(shown.codePointCount(0, shown.length()) <= 9 * Escapes.LONGEST);
    assertTrue(
        shown
            .codePoints()
            .noneMatch(
                point ->
                    Character.isISOControl(point)
                        || (Character.getType(point) == Character.FORMAT && point != 0x200D)
                        || Character.getType(point) == Character.SURROGATE
                        || Character.getType(point) == Character.LINE_SEPARATOR));
    assertEquals(shown.length() > 600, false);
  }

  @Property
  void htmlHasNoMarkup(@ForAll("names") String name) {
    String html = Escapes.html(name);
    assertTrue(html.chars().noneMatch(c -> c == '<' || c == '>' || c == '"' || c == '\''));
    String back =
        html.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
    assertEquals(Escapes.visible(name), back);
  }

  @Property
  void markdownStaysInItsCell(@ForAll("names") String name) {
    String cell = Escapes.markdown(name);
    assertFalse(Pattern.compile("[<>|\n@]").matcher(cell).find(), cell);
    // What could begin a span is behind a backslash, and no backslash is without its sign.
    String rest = cell.replaceAll("\\\\[\\\\`*_{}\\[\\]()#+!~$^=\"']", "");
    assertFalse(Pattern.compile("[`*_\\[\\]\\\\]").matcher(rest).find(), cell);
  }

  @Property
  void csvIsOneFieldAndNoFormula(@ForAll("names") String name) {
    String field = Escapes.csv(name);
    assertTrue(field.matches("\"([^\"\r\n]|\"\")*\""), field);
    String value = field.substring(1, field.length() - 1).replace("\"\"", "\"");
    String first = value.strip();
    assertTrue(first.isEmpty() || "=+-@\t\r".indexOf(first.charAt(0)) < 0, value);
    assertTrue(value.equals(Escapes.visible(name)) || value.equals("'" + Escapes.visible(name)));
  }

  @Property
  void latexHasNoCommandsOfTheNames(@ForAll("names") String name) {
    String latex = Escapes.latex(name);
    String rest =
        latex
            .replaceAll(
                "\\\\text(backslash|asciicircum|asciitilde|less|greater|bar|quotesingle|asciigrave)"
                    + "\\{}|\\\\ldots\\{}|\\{\\\\char34}|-\\{}|\\{[\\[\\]]}|\\\\[{}$&#%_]",
                "x")
            .replaceAll("\\[U\\+[0-9A-F]+]", "x");
    assertFalse(Pattern.compile("[\\\\{}$&#%_^~<>|\"]|--").matcher(rest).find(), latex);
  }

  @Property
  void jsonStaysInItsElement(@ForAll("names") String name) {
    String json = Escapes.jsonInHtml("\"" + name + "\"");
    assertFalse(Pattern.compile("[<>&\u2028\u2029]").matcher(json).find());
  }

  @Example
  void whatItLooksLike() {
    assertEquals("safe\\u{202E}gnp.exe", Escapes.visible("safe\u202Egnp.exe"));
    assertEquals("x".repeat(59) + "…", Escapes.visible("x".repeat(10_000)));
    assertEquals("\u2068שלום\u2069", Escapes.text("שלום"));
    assertEquals("\"'=1\"", Escapes.csv("=1"));
    assertEquals("50\\% of \\$1", Escapes.latex("50% of $1"));
    assertEquals("-{}-{}-", Escapes.latex("---"));
    assertEquals("[U+1F600]é", Escapes.latex("😀é"));
    assertEquals("a&#124;b", Escapes.markdown("a|b"));
    assertEquals(4, Escapes.width("日é\u0301a"));
  }
}
