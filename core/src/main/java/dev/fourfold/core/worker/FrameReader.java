package dev.fourfold.core.worker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Reads frames. Not thread-safe. */
final class FrameReader {
  private final InputStream in;
  private final byte[] chunk = new byte[FrameWriter.CHUNK_BYTES];
  private final ByteBuffer words = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
  private final FloatBuffer floats = words.asFloatBuffer();
  private final IntBuffer ints = words.asIntBuffer();
  private int sequence;
  private int remaining;

  FrameReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads the next header.
   *
   * @throws EOFException at the end of the stream
   * @throws MalformedFrameException if it is no header
   */
  Message next() throws IOException {
    if (remaining != 0) {
      throw new MalformedFrameException(remaining + " bytes of the payload were not read");
    }
    fill(FrameWriter.HEADER_BYTES);
    if (words.getInt(0) != FrameWriter.MAGIC) {
      throw new MalformedFrameException(
          "a frame begins with %08x, not with %08x".formatted(words.getInt(0), FrameWriter.MAGIC));
    }
    Message message = Message.of(words.getInt(4));
    sequence = words.getInt(8);
    remaining = words.getInt(12);
    if (message == null || remaining < 0 || remaining % 4 != 0) {
      throw new MalformedFrameException(
          "message %d with %d bytes".formatted(words.getInt(4), remaining));
    }
    return message;
  }

  /** The sequence number of the last header. */
  int sequence() {
    return sequence;
  }

  /** Bytes of the payload that are still to be read. */
  int remaining() {
    return remaining;
  }

  int readInt() throws IOException {
    take(4);
    fill(4);
    return words.getInt(0);
  }

  float readFloat() throws IOException {
    return Float.intBitsToFloat(readInt());
  }

  void readInts(int[] destination) throws IOException {
    take(4L * destination.length);
    for (int done = 0; done < destination.length; ) {
      int count = Math.min(destination.length - done, ints.capacity());
      fill(4 * count);
      ints.get(0, destination, done, count);
      done += count;
    }
  }

  void readFloats(float[] destination) throws IOException {
    take(4L * destination.length);
    for (int done = 0; done < destination.length; ) {
      int count = Math.min(destination.length - done, floats.capacity());
      fill(4 * count);
      floats.get(0, destination, done, count);
      done += count;
    }
  }

  private void take(long bytes) throws MalformedFrameException {
    if (bytes > remaining) {
      throw new MalformedFrameException(
          "a payload ends %d bytes early".formatted(bytes - remaining));
    }
    remaining -= (int) bytes;
  }

  private void fill(int bytes) throws IOException {
    if (in.readNBytes(chunk, 0, bytes) < bytes) {
      throw new EOFException();
    }
  }

  /** What arrived is no frame of this protocol. */
  static final class MalformedFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedFrameException(String message) {
      super(message);
    }
  }
}
