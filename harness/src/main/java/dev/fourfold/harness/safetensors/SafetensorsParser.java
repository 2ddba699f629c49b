package dev.fourfold.harness.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a file that may have been made to hurt: every number is checked before it is used. */
final class SafetensorsParser {
  /** The format's own limit. */
  private static final long MAX_HEADER = 100_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final byte[] bytes;

  SafetensorsParser(byte[] bytes) {
    this.bytes = bytes;
  }

  private record Entry(String name, Dtype dtype, List<Long> shape, long begin, long end) {}

  SafetensorsFile parse() throws MalformedSafetensorsException {
    if (bytes.length < Long.BYTES) {
      throw malformed(
          "it has %d bytes, the length of its header alone takes 8".formatted(bytes.length));
    }
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    // A length beyond 2⁶³ is negative here.
    if (length < 0 || length > MAX_HEADER || length > bytes.length - Long.BYTES) {
      throw malformed(
          "its header is to have %s bytes, %d follow"
              .formatted(Long.toUnsignedString(length), bytes.length - Long.BYTES));
    }
    int start = Long.BYTES + (int) length;
    JsonNode header = header(start);
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : header.properties()) {
      if (property.getKey().equals(SafetensorsFile.METADATA)) {
        metadata.putAll(metadata(property.getValue()));
      } else {
        entries.add(entry(property.getKey(), property.getValue()));
      }
    }
    // An empty tensor may stand where the next one begins.
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    requireNoGaps(entries, bytes.length - start);
    List<Tensor> tensors = new ArrayList<>();
    for (Entry entry : entries) {
      byte[] data =
          Arrays.copyOfRange(bytes, start + (int) entry.begin(), start + (int) entry.end());
      tensors.add(new Tensor(entry.name(), entry.dtype(), entry.shape(), data));
    }
    return new SafetensorsFile(tensors, metadata);
  }

  private JsonNode header(int end) throws MalformedSafetensorsException {
    if (end == Long.BYTES || bytes[Long.BYTES] != '{') {
      throw malformed("its header does not begin with {");
    }
    try {
      return JSON.readTree(bytes, Long.BYTES, end - Long.BYTES);
    } catch (JacksonException e) {
      throw malformed("its header is no JSON: " + e.getOriginalMessage().replaceAll("\\s+", " "));
    }
  }

  private static Map<String, String> metadata(JsonNode node) throws MalformedSafetensorsException {
    if (!node.isObject()) {
      throw malformed("its metadata is no map");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      if (!property.getValue().isString()) {
        throw malformed("its metadata maps '%s' to no string".formatted(property.getKey()));
      }
      metadata.put(property.getKey(), property.getValue().stringValue());
    }
    return metadata;
  }

  private static Entry entry(String name, JsonNode node) throws MalformedSafetensorsException {
    JsonNode type = node.path("dtype");
    Optional<Dtype> dtype =
        Arrays.stream(Dtype.values())
            .filter(known -> type.isString() && known.name().equals(type.stringValue()))
            .findFirst();
    if (dtype.isEmpty()) {
      throw malformed(
          "tensor '%s' has dtype %s, known are %s"
              .formatted(name, type, Arrays.toString(Dtype.values())));
    }
    List<Long> shape = numbers(name, "shape", node.path("shape"));
    List<Long> offsets = numbers(name, "data_offsets", node.path("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw malformed("tensor '%s' has data_offsets %s".formatted(name, offsets));
    }
    long size = dtype.get().bytes();
    try {
      for (long dimension : shape) {
        size = Math.multiplyExact(size, dimension);
      }
    } catch (ArithmeticException e) {
      throw malformed("tensor '%s' has shape %s, which is too large".formatted(name, shape));
    }
    if (size != offsets.get(1) - offsets.get(0)) {
      throw malformed(
          "tensor '%s' has shape %s of %s, that is %d bytes, and data_offsets %s"
              .formatted(name, shape, dtype.get(), size, offsets));
    }
    return new Entry(name, dtype.get(), shape, offsets.get(0), offsets.get(1));
  }

  /** Numbers that are whole, not negative, and fit a long. */
  private static List<Long> numbers(String name, String what, JsonNode node)
      throws MalformedSafetensorsException {
    List<Long> numbers = new ArrayList<>();
    boolean sound = node.isArray();
    for (JsonNode element : node) {
      sound =
          sound
              && element.isIntegralNumber()
              && element.canConvertToLong()
              && element.longValue() >= 0;
      numbers.add(sound ? element.longValue() : 0);
    }
    if (!sound) {
      throw malformed("tensor '%s' has %s %s".formatted(name, what, node));
    }
    return numbers;
  }

  private static void requireNoGaps(List<Entry> entries, long length)
      throws MalformedSafetensorsException {
    long end = 0;
    for (Entry entry : entries) {
      if (entry.begin() != end) {
        throw malformed(
            "tensor '%s' begins at byte %d, the one before it ends at %d"
                .formatted(entry.name(), entry.begin(), end));
      }
      end = entry.end();
    }
    if (end != length) {
      throw malformed("its tensors take %d bytes, %d follow the header".formatted(end, length));
    }
  }

  private static MalformedSafetensorsException malformed(String what) {
    String line = what.replaceAll("\\p{Cntrl}", " ");
    return new MalformedSafetensorsException(
        "not a safetensors file: " + (line.length() <= 300 ? line : line.substring(0, 300) + "…"));
  }
}
