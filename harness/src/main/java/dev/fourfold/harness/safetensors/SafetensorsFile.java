package dev.fourfold.harness.safetensors;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a safetensors file holds.
 *
 * @param tensors in the order of their bytes
 * @param metadata what the file says about itself
 */
public record SafetensorsFile(List<Tensor> tensors, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  private static final JsonMapper JSON = JsonMapper.shared();

  /** Readers elsewhere map the file and want the bytes of a tensor aligned. */
  private static final int ALIGNMENT = 8;

  public SafetensorsFile {
    tensors = List.copyOf(tensors);
    metadata = Map.copyOf(metadata);
    Set<String> names = new HashSet<>(Set.of(METADATA));
    for (Tensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("the name " + tensor.name() + " is taken");
      }
    }
  }

  /**
   * The tensor of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor tensor(String name) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tensor is called " + name));
  }

  /**
   * Reads a file.
   *
   * @throws MalformedSafetensorsException if it is not what the format says
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile read(Path file) throws IOException {
    return parse(Files.readAllBytes(file));
  }

  /**
   * Reads the bytes of a file.
   *
   * @throws MalformedSafetensorsException if they are not what the format says
   */
  public static SafetensorsFile parse(byte[] bytes) throws MalformedSafetensorsException {
    return new SafetensorsParser(bytes).parse();
  }

  /**
   * Writes a file, over one that is there.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      writeTo(out);
    }
  }

  /** Writes the bytes of a file. */
  void writeTo(OutputStream out) throws IOException {
    byte[] header = header();
    out.write(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .array());
    out.write(header);
    for (Tensor tensor : tensors) {
      out.write(tensor.data());
    }
  }

  private byte[] header() {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      entries.put(METADATA, metadata);
    }
    long offset = 0;
    for (Tensor tensor : tensors) {
      long end = offset + tensor.data().length;
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", tensor.dtype().name());
      entry.put("shape", tensor.shape());
      entry.put("data_offsets", List.of(offset, end));
      entries.put(tensor.name(), entry);
      offset = end;
    }
    byte[] json = JSON.writeValueAsString(entries).getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }
}
