package dev.fourfold.core.worker;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;

/**
 * Memory that a worker and its parent both see: the way of parameters, there and back.
 *
 * <p>A pipe copies through the kernel, page by page. An episode of nothing on {@code small}, 3.4 MB
 * there and back, took 3.2 ms through pipes and takes less than a third through this (medians, side
 * by side), and that much was in what every episode seemed to take. Only the numbers are here, and
 * {@link Hints} of how many of them there are already, so that one side reads while the other
 * writes. That all are there the pipe says; who waits, waits there, where there are deadlines.
 *
 * <p>Nothing here is believed: whoever reads copies once, and looks at the copy only. Not
 * thread-safe.
 */
final class SharedBuffer implements Closeable {
  /** What is hinted at a time: little enough for the reader to be close behind the writer. */
  private static final int PART_FLOATS = 16 * 1024;

  /** A line of a cache, on most processors. */
  private static final int LINE_FLOATS = 16;

  /** The bytes that a frame needs to say that all numbers are there. */
  static final int ANNOUNCEMENT_BYTES = 4;

  /** A page for the hints. */
  private static final int HINTS_BYTES = 4096;

  /**
   * Where the numbers begin: in a line as those of an array, behind its header. Copied from lines
   * that begin elsewhere, 3.4 MB took 170 µs, and 75 like this (Zen 4, one thread, in its cache).
   */
  static final int START_BYTES = HINTS_BYTES + 16;

  /** Memory under a file's name, on Linux. */
  private static final File MEMORY = new File("/dev/shm");

  /** Containers often have little of it: below this the temporary directory is used. */
  private static final long ENOUGH_BYTES = 1L << 30;

  private static final String PREFIX = "fourfold-";
  private static final String SUFFIX = ".buffer";

  /** Far longer than a worker takes to open it; who was killed meanwhile leaves an empty file. */
  private static final Duration NAME_LASTS = Duration.ofHours(1);

  private final File file;
  private final RandomAccessFile opened;
  private final Hints own;
  private final Hints others;
  private FloatBuffer floats = FloatBuffer.allocate(0);
  private int reserved;

  private SharedBuffer(File file, RandomAccessFile opened, int own, int others) throws IOException {
    this.file = file;
    this.opened = opened;
    MappedByteBuffer hints =
        opened.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, HINTS_BYTES);
    this.own = new Hints(hints, own * Hints.BYTES);
    this.others = new Hints(hints, others * Hints.BYTES);
  }

  /** Opens the other end's. */
  static SharedBuffer open(File file) throws IOException {
    return new SharedBuffer(file, new RandomAccessFile(file, "rw"), 1, 0);
  }

  /** A new one, empty, for one worker. */
  static SharedBuffer create() throws IOException {
    boolean inMemory = MEMORY.canWrite() && MEMORY.getUsableSpace() > ENOUGH_BYTES;
    return create(inMemory ? MEMORY : new File(System.getProperty("java.io.tmpdir")));
  }

  /** A new one, with a name in that directory; names that were left there are taken away. */
  static SharedBuffer create(File directory) throws IOException {
    long old = System.currentTimeMillis() - NAME_LASTS.toMillis();
    File[] leftovers =
        directory.listFiles(
            file ->
                file.getName().startsWith(PREFIX)
                    && file.getName().endsWith(SUFFIX)
                    && file.lastModified() < old);
    for (File leftover : leftovers == null ? new File[0] : leftovers) {
      leftover.delete();
    }
    File file = File.createTempFile(PREFIX, SUFFIX, directory);
    RandomAccessFile opened = new RandomAccessFile(file, "rw");
    // Written, here and below, not only made longer: that the memory is not there is to be heard of
    // at once.
    try {
      opened.write(new byte[START_BYTES]);
      return new SharedBuffer(file, opened, 0, 1);
    } catch (IOException e) {
      opened.close();
      file.delete();
      throw e;
    }
  }

  /** What this end says. */
  Hints own() {
    return own;
  }

  /** What the other end says. */
  Hints others() {
    return others;
  }

  /** Where the other end finds it. */
  String path() {
    return file.getPath();
  }

  /** Takes the name away, once both ends have it open: it is gone then as soon as they are. */
  void forgetName() {
    file.delete();
  }

  /**
   * Makes room.
   *
   * @throws IOException if there is not so much memory
   */
  void reserve(int count) throws IOException {
    if (count <= reserved) {
      return;
    }
    long bytes = START_BYTES + 4L * count;
    byte[] zeros = new byte[4 * PART_FLOATS];
    opened.seek(opened.length());
    while (opened.length() < bytes) {
      opened.write(zeros, 0, (int) Math.min(zeros.length, bytes - opened.length()));
    }
    reserved = count;
  }

  /** Hands numbers over, and says in the frame that has been begun when all are there. */
  void send(float[] source, FrameWriter frame) throws IOException {
    own.ready(0);
    // The reader wakes up while the first part is copied.
    frame.flush();
    FloatBuffer shared = floats(source.length);
    for (int done = 0; done < source.length; ) {
      int count = Math.min(PART_FLOATS, source.length - done);
      int from = done;
      touch(() -> shared.put(from, source, from, count));
      done += count;
      own.ready(done);
    }
    frame.writeInt(source.length);
  }

  /**
   * Takes numbers over, of which the frame that is being read says when all are there.
   *
   * @throws FrameReader.MalformedFrameException if others are announced than are due
   */
  void receive(float[] destination, FrameReader frame) throws IOException {
    FloatBuffer shared = floats(destination.length);
    int ready;
    for (int done = 0; done < destination.length; done = ready) {
      ready = frame.awaitReady(done);
      if (ready <= done || ready >= destination.length) {
        ready = frame.awaitInt();
        if (ready != destination.length) {
          throw new FrameReader.MalformedFrameException(
              "%d numbers are due, %d came".formatted(destination.length, ready));
        }
      }
      int from = done;
      int count = ready - done;
      touch(() -> shared.get(from, destination, from, count));
    }
  }

  /** Reads a number of every line of cache of an array, and adds them up. */
  static float fetch(float[] numbers) {
    float sum = 0;
    for (int i = 0; i < numbers.length; i += LINE_FLOATS) {
      sum += numbers[i];
    }
    return sum;
  }

  /** The same of what has been handed over through. */
  float fetch() {
    float sum = 0;
    try {
      for (int i = 0; i < floats.capacity(); i += LINE_FLOATS) {
        sum += floats.get(i);
      }
    } catch (InternalError e) {
      // It has been cut short; whoever hands over next says so.
      return 0;
    }
    return sum;
  }

  private FloatBuffer floats(int count) throws IOException {
    if (floats.capacity() < count) {
      long bytes = 4L * count;
      if (opened.length() < START_BYTES + bytes) {
        // To map it would make it longer.
        throw cutShort();
      }
      floats =
          opened
              .getChannel()
              .map(FileChannel.MapMode.READ_WRITE, START_BYTES, bytes)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
    }
    return floats;
  }

  /** A file that is shorter than its mapping is an error of the JVM's for whoever touches that. */
  private static void touch(Runnable copy) throws FrameReader.MalformedFrameException {
    try {
      copy.run();
    } catch (InternalError e) {
      throw cutShort();
    }
  }

  static FrameReader.MalformedFrameException cutShort() {
    return new FrameReader.MalformedFrameException("the shared buffer has been cut short");
  }

  @Override
  public void close() {
    forgetName();
    try {
      opened.close();
    } catch (IOException e) {
      // Nothing in it is to be kept.
    }
  }
}
