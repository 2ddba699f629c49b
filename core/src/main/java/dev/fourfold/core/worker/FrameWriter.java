package dev.fourfold.core.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** Writes frames. Not thread-safe. */
final class FrameWriter {
  static final int MAGIC = 0x34464F34;

  /** What is written at a time: a step of {@code medium} and its header. */
  static final int CHUNK_BYTES = 16 * 1024;

  private final OutputStream out;
  private final Hints hints;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final IntBuffer ints =
      ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  private int filled;

  /**
   * A writer.
   *
   * @param hints where it says how much it has written
   */
  FrameWriter(OutputStream out, Hints hints) {
    this.out = out;
    this.hints = hints;
  }

  /**
   * Begins a frame.
   *
   * @param payloadBytes how many bytes will follow
   */
  void begin(Message message, int sequence, int payloadBytes) throws IOException {
    writeInt(MAGIC);
    writeInt(message.code());
    writeInt(sequence);
    writeInt(payloadBytes);
  }

  void writeInt(int value) throws IOException {
    makeRoom();
    ints.put(filled++, value);
  }

  void writeFloat(float value) throws IOException {
    writeInt(Float.floatToRawIntBits(value));
  }

  void writeInts(int[] source) throws IOException {
    for (int done = 0; done < source.length; ) {
      makeRoom();
      int count = Math.min(source.length - done, ints.capacity() - filled);
      ints.put(filled, source, done, count);
      filled += count;
      done += count;
    }
  }

  /** Ends a frame: sends what is still here. */
  void end() throws IOException {
    flush();
  }

  /** Sends what there is of a frame. */
  void flush() throws IOException {
    out.write(chunk, 0, 4 * filled);
    out.flush();
    hints.wrote(4 * filled);
    filled = 0;
  }

  private void makeRoom() throws IOException {
    if (filled == ints.capacity()) {
      flush();
    }
  }
}
