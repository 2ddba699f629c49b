package dev.fourfold.core.worker;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;

/**
 * Memory that a worker and its parent both see: the way of parameters, there and back.
 *
 * <p>A pipe copies through the kernel, page by page. An episode of nothing on {@code small}, 3.4 MB
 * there and back, took 3.2 ms through pipes and takes 1.0 ms through this (medians, side by side),
 * and that much was in what every episode seemed to take. Only the numbers are here. That they are,
 * and how many of them, the frames in the pipe say, part by part, so that one side reads while the
 * other writes; who waits, waits at the pipe, where there are deadlines.
 *
 * <p>Nothing here is believed: whoever reads copies once, and looks at the copy only. Not
 * thread-safe.
 */
final class SharedBuffer implements Closeable {
  /**
   * What is announced at a time: 256 KiB, which are copied before a waiting reader goes to sleep.
   * Smaller parts cost more announcements, larger ones a longer wait for the first and last.
   */
  static final int PART_FLOATS = 64 * 1024;

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
  private FloatBuffer floats = FloatBuffer.allocate(0);
  private int reserved;

  /** Opens the other end's. */
  SharedBuffer(File file) throws IOException {
    this.file = file;
    this.opened = new RandomAccessFile(file, "rw");
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
    return new SharedBuffer(File.createTempFile(PREFIX, SUFFIX, directory));
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
    long bytes = 4L * count;
    byte[] zeros = new byte[4 * PART_FLOATS];
    // Written, not only made longer: that the memory is not there is to be heard of here.
    opened.seek(opened.length());
    while (opened.length() < bytes) {
      opened.write(zeros, 0, (int) Math.min(zeros.length, bytes - opened.length()));
    }
    reserved = count;
  }

  /** How long the announcements are of so many floats. */
  static int announcementBytes(int count) {
    return 4 * Math.ceilDiv(count, PART_FLOATS);
  }

  /** Hands numbers over, and announces each part in the frame that has been begun. */
  void send(float[] source, FrameWriter frame) throws IOException {
    // The reader wakes up while the first part is copied.
    frame.flush();
    FloatBuffer shared = floats(source.length);
    for (int done = 0; done < source.length; ) {
      int count = Math.min(PART_FLOATS, source.length - done);
      int from = done;
      touch(() -> shared.put(from, source, from, count));
      done += count;
      frame.writeInt(done);
      frame.flush();
    }
  }

  /**
   * Takes numbers over, as they are announced in the frame that is being read.
   *
   * @throws FrameReader.MalformedFrameException if others are announced than are due
   */
  void receive(float[] destination, FrameReader frame) throws IOException {
    FloatBuffer shared = floats(destination.length);
    for (int done = 0; done < destination.length; ) {
      int count = Math.min(PART_FLOATS, destination.length - done);
      int announced = frame.awaitInt();
      if (announced != done + count) {
        throw new FrameReader.MalformedFrameException(
            "%d numbers are due, %d came".formatted(done + count, announced));
      }
      int from = done;
      touch(() -> shared.get(from, destination, from, count));
      done += count;
    }
  }

  private FloatBuffer floats(int count) throws IOException {
    if (floats.capacity() < count) {
      long bytes = 4L * count;
      if (opened.length() < bytes) {
        // To map it would make it longer.
        throw cutShort();
      }
      floats =
          opened
              .getChannel()
              .map(FileChannel.MapMode.READ_WRITE, 0, bytes)
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

  private static FrameReader.MalformedFrameException cutShort() {
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
