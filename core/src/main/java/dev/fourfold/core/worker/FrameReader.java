package dev.fourfold.core.worker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** Reads frames. Not thread-safe. */
final class FrameReader {
  private final InputStream in;
  private final Hints hints;
  private final long spinNanos;

  /** What has arrived: bytes from {@code position} to {@code limit} are still to be read. */
  private final byte[] chunk = new byte[FrameWriter.CHUNK_BYTES];

  private final ByteBuffer words = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
  private final IntBuffer ints = words.asIntBuffer();
  private int position;
  private int limit;
  private int sequence;
  private int remaining;

  /** How many bytes came, modulo 2³². */
  private int received;

  /**
   * A reader.
   *
   * @param hints where the other side says how much it has written
   * @param spinNanos how long to look again and again before going to sleep
   */
  FrameReader(InputStream in, Hints hints, long spinNanos) {
    this.in = in;
    this.hints = hints;
    this.spinNanos = spinNanos;
  }

  /** Whether something has arrived that was not read. */
  boolean hasLeftovers() throws IOException {
    return limit > position || in.available() > 0;
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
    spin();
    int magic = nextWord();
    if (magic != FrameWriter.MAGIC) {
      throw new MalformedFrameException(
          "a frame begins with %08x, not with %08x".formatted(magic, FrameWriter.MAGIC));
    }
    int code = nextWord();
    Message message = Message.of(code);
    sequence = nextWord();
    remaining = nextWord();
    if (message == null || remaining < 0 || remaining % 4 != 0) {
      throw new MalformedFrameException("message %d with %d bytes".formatted(code, remaining));
    }
    return message;
  }

  /** Waits until the other side has gone, whatever it says until then. */
  void awaitEnd() throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
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
    return nextWord();
  }

  /** As {@link #readInt()}, of a word that the other side is just about to write. */
  int awaitInt() throws IOException {
    spin();
    return readInt();
  }

  /**
   * How many of the numbers in the shared buffer are there, as far as the other side has hinted;
   * waits a moment for it to be more than that.
   */
  int awaitReady(int done) {
    long start = System.nanoTime();
    int ready = hints.ready();
    while (ready <= done && System.nanoTime() - start < spinNanos) {
      Thread.onSpinWait();
      ready = hints.ready();
    }
    return ready;
  }

  float readFloat() throws IOException {
    return Float.intBitsToFloat(readInt());
  }

  void readInts(int[] destination) throws IOException {
    take(4L * destination.length);
    for (int done = 0; done < destination.length; ) {
      int count = Math.min(destination.length - done, availableWords());
      ints.get(position / 4, destination, done, count);
      position += 4 * count;
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

  private int nextWord() throws IOException {
    availableWords();
    int word = words.getInt(position);
    position += 4;
    return word;
  }

  /** Waits for at least one word; the number of whole words that can be read at once. */
  private int availableWords() throws IOException {
    if (limit - position < 4) {
      // At most three bytes, of a word that was cut: the position stays a multiple of four.
      System.arraycopy(chunk, position, chunk, 0, limit - position);
      limit -= position;
      position = 0;
      while (limit < 4) {
        int count = in.read(chunk, limit, chunk.length - limit);
        if (count < 0) {
          throw new EOFException();
        }
        limit += count;
        received += count;
      }
    }
    return (limit - position) / 4;
  }

  /** Stays awake for a while if there is nothing to read. */
  private void spin() {
    if (position < limit) {
      return;
    }
    long start = System.nanoTime();
    while (hints.written() - received <= 0 && System.nanoTime() - start < spinNanos) {
      Thread.onSpinWait();
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
