package dev.fourfold.harness.safetensors;

/** The element types that Fourfold writes and reads. */
public enum Dtype {
  /** IEEE double. */
  F64(8),
  /** IEEE float. */
  F32(4),
  /** Signed 64-bit integer. */
  I64(8);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /** The size of an element. */
  public int bytes() {
    return bytes;
  }
}
