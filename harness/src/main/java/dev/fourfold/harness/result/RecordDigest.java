package dev.fourfold.harness.result;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A digest over a record's canonical form: its JSON without {@code digest}, object keys sorted, no
 * white space. It tells of damage and of careless edits; against a liar, who can compute it too,
 * only the recomputation from samples and {@code reproduce} help.
 */
final class RecordDigest {
  static final String FIELD = "digest";

  private RecordDigest() {}

  static String of(JsonNode result) {
    StringBuilder canonical = new StringBuilder();
    ObjectNode rest = ((ObjectNode) result).deepCopy();
    rest.remove(FIELD);
    append(rest, canonical);
    try {
      byte[] bytes = canonical.toString().getBytes(StandardCharsets.UTF_8);
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void append(JsonNode node, StringBuilder out) {
    if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
      char before = '{';
      for (Map.Entry<String, JsonNode> entry : sorted.entrySet()) {
        // A length keeps neighbouring strings apart without escapes.
        out.append(before).append(entry.getKey().length()).append(':').append(entry.getKey());
        out.append(':');
        append(entry.getValue(), out);
        before = ',';
      }
      out.append(sorted.isEmpty() ? "{}" : "}");
    } else if (node.isArray()) {
      out.append('[');
      for (JsonNode item : node) {
        append(item, out);
        out.append(',');
      }
      out.append(']');
    } else if (node.isString()) {
      out.append('"').append(node.stringValue().length()).append(':').append(node.stringValue());
    } else if (node.isNumber()) {
      // 1 and 1.0 are the same number, whatever a program between wrote.
      out.append(node.doubleValue());
    } else {
      out.append(node);
    }
  }
}
