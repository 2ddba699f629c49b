package dev.fourfold.core.worker;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Providers that do in a worker what a worker should not do, and one that behaves. */
final class Misbehaviour {
  private Misbehaviour() {}

  /** Which of this process's open files are shared buffers. */
  static List<Path> sharedBuffers() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path one : all) {
        if (Files.exists(one, LinkOption.NOFOLLOW_LINKS)
            && Files.readSymbolicLink(one).toString().contains(".buffer")) {
          found.add(one);
        }
      }
    }
    return found;
  }

  /** Leaves only so much of this process's shared buffers. */
  static void cutSharedBuffers(long bytes) throws IOException {
    for (Path open : sharedBuffers()) {
      try (RandomAccessFile buffer = new RandomAccessFile(open.toFile(), "rw")) {
        buffer.setLength(bytes);
      }
    }
  }

  /** A trainer whose step is up to the subclass; its parameters are the number of its steps. */
  abstract static class Steps implements TrainerProvider {
    abstract float step(int number) throws Exception;

    void read(float[] destination, int steps) throws IOException {
      Arrays.fill(destination, steps);
    }

    @Override
    public String name() {
      return getClass().getSimpleName();
    }

    @Override
    public Trainer create(TrainingTask task, float[] initialParameters) {
      return new Trainer() {
        private int steps;

        @Override
        public float step(int[] inputs, int[] targets, float learningRate) {
          try {
            return Steps.this.step(++steps);
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void readParameters(float[] destination) {
          try {
            read(destination, steps);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };
    }
  }

  /** Behaves, but talks. */
  public static final class Talks extends Steps {
    @Override
    float step(int number) {
      System.out.println("step " + number);
      return number;
    }
  }

  /** Throws before it is there. */
  public static final class ThrowsInConstructor extends Steps {
    public ThrowsInConstructor() {
      throw new IllegalStateException("no such luck");
    }

    @Override
    float step(int number) {
      return 0;
    }
  }

  /** Throws an error before it is there. */
  public static final class FailsInInitialiser extends Steps {
    static {
      fail();
    }

    private static void fail() {
      throw new AssertionError("not even begun");
    }

    @Override
    float step(int number) {
      return 0;
    }
  }

  /** Calls itself before it is there. */
  public static final class RecursesInInitialiser extends Steps {
    private static final int DEPTH = depth(1);

    @SuppressWarnings("InfiniteRecursion")
    private static int depth(int above) {
      return depth(above + 1) + 1;
    }

    @Override
    float step(int number) {
      return DEPTH;
    }
  }

  /** Wants more memory than there is before it is there. */
  public static final class DevoursInInitialiser extends Steps {
    private static final long[] MORE = new long[Integer.MAX_VALUE - 8];

    @Override
    float step(int number) {
      return MORE[0];
    }
  }

  /** The same in its constructor. */
  public static final class DevoursInConstructor extends Steps {
    private final long[] more = new long[Integer.MAX_VALUE - 8];

    @Override
    float step(int number) {
      return more[0];
    }
  }

  /** Its constructor meets a class that cannot be initialised. */
  public static final class NeedsWhatFails extends Steps {
    private static final class Fails {
      private static final int NUMBER = Integer.parseInt("seven");
    }

    private final int number = Fails.NUMBER;

    @Override
    float step(int ignored) {
      return number;
    }
  }

  /** Says something, then ends the process before it is there. */
  public static final class ExitsInConstructor extends Steps {
    public ExitsInConstructor() {
      System.out.println();
      System.out.println("  goodbye,\tworld");
      System.out.println("and more");
      Runtime.getRuntime().halt(17);
    }

    @Override
    float step(int number) {
      return 0;
    }
  }

  /** Throws in its second step. */
  public static final class Throws extends Steps {
    @Override
    float step(int number) {
      if (number == 2) {
        throw new ArithmeticException("second step");
      }
      return 0;
    }
  }

  /** Never answers. */
  public static final class Hangs extends Steps {
    @Override
    float step(int number) throws InterruptedException {
      new CountDownLatch(1).await();
      return 0;
    }
  }

  /** Starts a child, then never answers. */
  public static final class HangsWithChild extends Steps {
    @Override
    float step(int number) throws Exception {
      Process child = new ProcessBuilder("sleep", "300").start();
      System.err.println(WorkerMain.FAILURE_PREFIX + "child " + child.pid());
      new CountDownLatch(1).await();
      return 0;
    }
  }

  /** Ends the process. */
  public static final class Exits extends Steps {
    @Override
    float step(int number) {
      Runtime.getRuntime().halt(17);
      return 0;
    }
  }

  /** Wants more memory than there is. */
  public static final class Devours extends Steps {
    @Override
    float step(int number) {
      long[] more = new long[Integer.MAX_VALUE - 8];
      return more[0];
    }
  }

  /** Writes what it likes to the real standard output. */
  abstract static class Writes extends Steps {
    abstract void write(FileOutputStream out) throws IOException;

    @Override
    float step(int number) {
      try {
        write(new FileOutputStream(FileDescriptor.out));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return 0;
    }
  }

  /** Writes bytes that are no frame. */
  public static final class WritesRubbish extends Writes {
    @Override
    void write(FileOutputStream out) throws IOException {
      out.write(new byte[64]);
    }
  }

  /** Writes without end. */
  public static final class Floods extends Writes {
    @Override
    void write(FileOutputStream out) throws IOException {
      byte[] chunk = new byte[1 << 16];
      while (true) {
        out.write(chunk);
      }
    }
  }

  /** Answers the next request, which has not come yet, along with this one. */
  public static final class AnswersAhead extends Writes {
    @Override
    void write(FileOutputStream out) throws IOException {
      FrameWriter forged = new FrameWriter(out, Hints.unseen());
      // Create was answer 1, this step is 2.
      for (int sequence = 2; sequence <= 3; sequence++) {
        forged.begin(Message.LOSS, sequence, 4);
        forged.writeFloat(1);
        forged.end();
      }
    }
  }

  /** Answers with another request's number. */
  public static final class AnswersOutOfOrder extends Writes {
    @Override
    void write(FileOutputStream out) throws IOException {
      FrameWriter forged = new FrameWriter(out, Hints.unseen());
      forged.begin(Message.LOSS, 7, 4);
      forged.writeFloat(1);
      forged.end();
    }
  }

  /** Claims a payload of another length than is due. */
  public static final class AnswersTooLong extends Writes {
    @Override
    void write(FileOutputStream out) throws IOException {
      FrameWriter forged = new FrameWriter(out, Hints.unseen());
      forged.begin(Message.LOSS, 2, 1 << 30);
      forged.end();
    }
  }

  /** Says that other parameters are there than are due. */
  public static final class AnnouncesTooMany extends Steps {
    @Override
    float step(int number) {
      return 0;
    }

    @Override
    void read(float[] destination, int steps) throws IOException {
      FrameWriter forged =
          new FrameWriter(new FileOutputStream(FileDescriptor.out), Hints.unseen());
      forged.begin(Message.PARAMETERS, 6, SharedBuffer.ANNOUNCEMENT_BYTES);
      forged.writeInt(destination.length + 1);
      forged.end();
    }
  }

  /** Takes away the memory that it shares with its parent. */
  public static final class CutsTheBuffer extends Steps {
    @Override
    float step(int number) throws IOException {
      cutSharedBuffers(SharedBuffer.START_BYTES);
      return 0;
    }
  }

  public static final class GoesOn extends Steps {
    @Override
    float step(int number) {
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                while (true) {
                  Thread.onSpinWait();
                }
              });
      return 0;
    }
  }

  /** Behaves: gives back what it was given. */
  public static final class Keeps implements TrainerProvider {
    @Override
    public String name() {
      return "keeps";
    }

    @Override
    public Trainer create(TrainingTask task, float[] initialParameters) {
      float[] kept = initialParameters.clone();
      return new Trainer() {
        @Override
        public float step(int[] inputs, int[] targets, float learningRate) {
          return 0;
        }

        @Override
        public void readParameters(float[] destination) {
          System.arraycopy(kept, 0, destination, 0, kept.length);
        }
      };
    }
  }

  /** No provider at all. */
  public static final class NoProvider {}
}
