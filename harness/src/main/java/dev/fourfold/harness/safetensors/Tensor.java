package dev.fourfold.harness.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A named tensor of a file: its type, its shape and its elements, row-major. */
public final class Tensor {
  private final String name;
  private final Dtype dtype;
  private final List<Long> shape;
  private final byte[] data; // little-endian

  Tensor(String name, Dtype dtype, List<Long> shape, byte[] data) {
    this.name = name;
    this.dtype = dtype;
    this.shape = List.copyOf(shape);
    this.data = data;
  }

  private static Tensor allocate(String name, Dtype dtype, List<Long> shape, int elements) {
    long expected = shape.stream().reduce(1L, Math::multiplyExact);
    if (expected != elements) {
      throw new IllegalArgumentException(
          "%s: shape %s takes %d elements, not %d".formatted(name, shape, expected, elements));
    }
    return new Tensor(name, dtype, shape, new byte[Math.multiplyExact(elements, dtype.bytes())]);
  }

  /**
   * An F64 tensor.
   *
   * @throws IllegalArgumentException if there are not as many values as the shape takes
   */
  public static Tensor ofDoubles(String name, List<Long> shape, double[] values) {
    Tensor tensor = allocate(name, Dtype.F64, shape, values.length);
    tensor.buffer().asDoubleBuffer().put(values);
    return tensor;
  }

  /**
   * An F32 tensor.
   *
   * @throws IllegalArgumentException if there are not as many values as the shape takes
   */
  public static Tensor ofFloats(String name, List<Long> shape, float[] values) {
    Tensor tensor = allocate(name, Dtype.F32, shape, values.length);
    tensor.buffer().asFloatBuffer().put(values);
    return tensor;
  }

  /**
   * An I64 tensor.
   *
   * @throws IllegalArgumentException if there are not as many values as the shape takes
   */
  public static Tensor ofLongs(String name, List<Long> shape, long[] values) {
    Tensor tensor = allocate(name, Dtype.I64, shape, values.length);
    tensor.buffer().asLongBuffer().put(values);
    return tensor;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The type of its elements. */
  public Dtype dtype() {
    return dtype;
  }

  /** Its dimensions; none for a single number. */
  public List<Long> shape() {
    return shape;
  }

  /**
   * The elements of an F64 tensor.
   *
   * @throws IllegalStateException if it is of another type
   */
  public double[] doubles() {
    require(Dtype.F64);
    double[] values = new double[data.length / dtype.bytes()];
    buffer().asDoubleBuffer().get(values);
    return values;
  }

  /**
   * The elements of an F32 tensor.
   *
   * @throws IllegalStateException if it is of another type
   */
  public float[] floats() {
    require(Dtype.F32);
    float[] values = new float[data.length / dtype.bytes()];
    buffer().asFloatBuffer().get(values);
    return values;
  }

  /**
   * The elements of an I64 tensor.
   *
   * @throws IllegalStateException if it is of another type
   */
  public long[] longs() {
    require(Dtype.I64);
    long[] values = new long[data.length / dtype.bytes()];
    buffer().asLongBuffer().get(values);
    return values;
  }

  private void require(Dtype wanted) {
    if (dtype != wanted) {
      throw new IllegalStateException("%s is %s, not %s".formatted(name, dtype, wanted));
    }
  }

  /** Its bytes as they are in a file. */
  byte[] data() {
    return data;
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }
}
