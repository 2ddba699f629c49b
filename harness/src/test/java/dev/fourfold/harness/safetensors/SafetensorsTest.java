package dev.fourfold.harness.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SafetensorsTest {
  private static final String ONE =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

  private static byte[] file(long headerLength, String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerLength)
        .put(json)
        .array();
  }

  private static byte[] file(String header, int dataBytes) {
    return file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes);
  }

  private static String tensor(String dtype, String shape, String offsets) {
    return "{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}".formatted(dtype, shape, offsets);
  }

  private static byte[] bytes(SafetensorsFile file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    file.writeTo(out);
    return out.toByteArray();
  }

  @Provide
  Arbitrary<SafetensorsFile> files() {
    Arbitrary<String> names = Arbitraries.strings().ofMinLength(0).ofMaxLength(8);
    Arbitrary<List<Long>> shapes = Arbitraries.longs().between(0, 4).list().ofMaxSize(3);
    Arbitrary<Dtype> dtypes = Arbitraries.of(Dtype.class);
    Arbitrary<Tensor> tensors =
        Combinators.combine(names, shapes, dtypes, Arbitraries.longs()).as(SafetensorsTest::fill);
    return Combinators.combine(
            tensors.list().uniqueElements(Tensor::name).ofMaxSize(4),
            Arbitraries.maps(names, names).ofMaxSize(2))
        .as(SafetensorsFile::new);
  }

  private static Tensor fill(String name, List<Long> shape, Dtype dtype, long bits) {
    int elements = (int) (long) shape.stream().reduce(1L, (a, b) -> a * b);
    return switch (dtype) {
      case F64 -> {
        double[] values = new double[elements];
        Arrays.setAll(values, i -> Double.longBitsToDouble(bits * (i + 1)));
        yield Tensor.ofDoubles(name, shape, values);
      }
      case F32 -> {
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
          values[i] = Float.intBitsToFloat((int) bits * (i + 1));
        }
        yield Tensor.ofFloats(name, shape, values);
      }
      default -> {
        long[] values = new long[elements];
        Arrays.setAll(values, i -> bits * (i + 1));
        yield Tensor.ofLongs(name, shape, values);
      }
    };
  }

  /** Bit by bit, whatever the name, the shape and the numbers: NaN, emptiness, quotes, emoji. */
  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll("files") SafetensorsFile file) throws IOException {
    SafetensorsFile read = SafetensorsFile.parse(bytes(file));
    assertEquals(file.metadata(), read.metadata());
    assertEquals(file.tensors().size(), read.tensors().size());
    for (Tensor tensor : file.tensors()) {
      Tensor back = read.tensor(tensor.name());
      assertEquals(tensor.dtype(), back.dtype());
      assertEquals(tensor.shape(), back.shape());
      assertArrayEquals(tensor.data(), back.data());
    }
  }

  @Property(tries = 300)
  void theHeaderEndsOnAMultipleOfEight(@ForAll("files") SafetensorsFile file) throws IOException {
    long length = ByteBuffer.wrap(bytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, length % 8);
  }

  /** No cut of a file is taken for a file. */
  @Property(tries = 300)
  void truncationIsSeen(@ForAll("files") SafetensorsFile file, @ForAll int where)
      throws IOException {
    byte[] whole = bytes(file);
    byte[] cut = Arrays.copyOf(whole, Math.floorMod(where, whole.length));
    assertThrows(MalformedSafetensorsException.class, () -> SafetensorsFile.parse(cut));
  }

  /** Whatever the bytes, there is a file or a clear complaint, never another failure. */
  @Property(tries = 500)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    readOrRefuse(bytes);
  }

  @Property(tries = 1000)
  void anyChangedByteIsReadOrRefused(
      @ForAll("files") SafetensorsFile file, @ForAll int where, @ForAll byte value)
      throws IOException {
    byte[] bytes = bytes(file);
    bytes[Math.floorMod(where, bytes.length)] = value;
    readOrRefuse(bytes);
  }

  @Property(tries = 500)
  void anyLengthOfTheHeaderIsReadOrRefused(@ForAll long length) {
    readOrRefuse(file(length, ONE, 8));
  }

  @Property(tries = 500)
  void anyNumbersAreReadOrRefused(
      @ForAll long dimension, @ForAll long other, @ForAll long begin, @ForAll long end) {
    String shape = "[%d,%d]".formatted(dimension, other);
    String offsets = "[%d,%d]".formatted(begin, end);
    readOrRefuse(file("{\"a\":" + tensor("F64", shape, offsets) + "}", 16));
  }

  private static void readOrRefuse(byte[] bytes) {
    try {
      SafetensorsFile.parse(bytes);
    } catch (MalformedSafetensorsException e) {
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
      assertTrue(e.getMessage().length() < 400, e.getMessage());
    }
  }

  @Example
  void theFormatsOwnExampleIsRead() throws IOException {
    byte[] bytes = file(ONE + "   ", 8);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 8, 1.5f);
    assertArrayEquals(new float[] {1.5f, 0}, SafetensorsFile.parse(bytes).tensor("a").floats());
  }

  @Example
  void hostileFilesAreRefusedWithTheReason() {
    String one = tensor("F32", "[2]", "[0,8]");
    List<List<Object>> hostile = new ArrayList<>();
    hostile.add(List.of("length of its header", new byte[7]));
    hostile.add(List.of("is to have 18446744073709551615 bytes", file(-1, ONE, 8)));
    hostile.add(List.of("is to have 1000 bytes", file(1000, ONE, 8)));
    hostile.add(List.of("is to have 200000000 bytes", file(200_000_000, ONE, 8)));
    hostile.add(List.of("does not begin with {", file(" " + ONE, 8)));
    hostile.add(List.of("does not begin with {", file("", 8)));
    hostile.add(List.of("no JSON", file("{\"a\":", 8)));
    hostile.add(List.of("no JSON", file(ONE + "{}", 8)));
    hostile.add(List.of("no JSON", file("{\"a\":" + one + ",\"a\":" + one + "}", 8)));
    hostile.add(List.of("no JSON", file("{\"a\":" + "[".repeat(5000), 8)));
    hostile.add(List.of("take 8 bytes, 4 follow", file(ONE, 4)));
    hostile.add(List.of("take 8 bytes, 12 follow", file(ONE, 12)));
    hostile.add(List.of("dtype", file(ONE.replace("F32", "F31"), 8)));
    hostile.add(List.of("dtype", file("{\"a\":7}", 8)));
    hostile.add(List.of("shape", file("{\"a\":" + tensor("F32", "[-2]", "[0,8]") + "}", 8)));
    hostile.add(List.of("shape", file("{\"a\":" + tensor("F32", "[2.0]", "[0,8]") + "}", 8)));
    hostile.add(List.of("shape", file("{\"a\":" + tensor("F32", "2", "[0,8]") + "}", 8)));
    hostile.add(
        List.of(
            "too large",
            file("{\"a\":" + tensor("F32", "[4294967296,4294967296]", "[0,8]") + "}", 8)));
    hostile.add(List.of("12 bytes", file("{\"a\":" + tensor("F32", "[3]", "[0,8]") + "}", 8)));
    hostile.add(List.of("data_offsets", file("{\"a\":" + tensor("F32", "[2]", "[8,0]") + "}", 8)));
    hostile.add(
        List.of("data_offsets", file("{\"a\":" + tensor("F32", "[2]", "[0,8,8]") + "}", 8)));
    hostile.add(
        List.of(
            "begins at byte 4",
            file("{\"a\":" + one + ",\"b\":" + tensor("F32", "[2]", "[4,12]") + "}", 12)));
    hostile.add(
        List.of(
            "begins at byte 0",
            file("{\"a\":" + one + ",\"b\":" + tensor("F32", "[2]", "[0,8]") + "}", 8)));
    hostile.add(
        List.of(
            "begins at byte 12",
            file("{\"a\":" + one + ",\"b\":" + tensor("F32", "[1]", "[12,16]") + "}", 16)));
    hostile.add(List.of("metadata", file("{\"__metadata__\":{\"a\":1}}", 0)));
    hostile.add(List.of("metadata", file("{\"__metadata__\":[]}", 0)));
    for (List<Object> one1 : hostile) {
      MalformedSafetensorsException refusal =
          assertThrows(
              MalformedSafetensorsException.class,
              () -> SafetensorsFile.parse((byte[]) one1.get(1)),
              one1.get(0).toString());
      assertTrue(refusal.getMessage().contains((String) one1.get(0)), refusal.getMessage());
    }
  }

  @Example
  void whatCannotBeWrittenIsNotMade() {
    assertThrows(
        IllegalArgumentException.class, () -> Tensor.ofFloats("a", List.of(3L), new float[2]));
    Tensor tensor = Tensor.ofFloats("a", List.of(2L), new float[2]);
    assertThrows(
        IllegalArgumentException.class,
        () -> new SafetensorsFile(List.of(tensor, tensor), Map.of()));
    assertThrows(IllegalStateException.class, tensor::doubles);
  }
}
