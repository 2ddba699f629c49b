package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that ends because everything does, as by Ctrl-C, is no candidate's fault. */
final class EndingTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"check", "grade", "explain"})
  void isNoNews(String command) throws Exception {
    Path submission =
        Submissions.step(
            directory, "hanger", "while (true) { java.util.concurrent.locks.LockSupport.park(); }");
    Path out = directory.resolve("out");
    Path log = directory.resolve("log.jsonl");
    List<String> arguments = new ArrayList<>(List.of(command, submission.toString()));
    arguments.addAll(List.of("--workload", "tiny"));
    if (!command.equals("explain")) {
      arguments.addAll(List.of("--log", log.toString()));
    }
    if (command.equals("grade")) {
      arguments.addAll(List.of("--out", out.toString()));
    }
    Process process =
        Started.start(
            EndsWithItsWorkers.class,
            arguments,
            ProcessBuilder.Redirect.PIPE,
            ProcessBuilder.Redirect.PIPE);
    String printed = read(process.getInputStream()::readAllBytes);
    String err = read(process.getErrorStream()::readAllBytes);
    assertEquals(EndsWithItsWorkers.EXIT_CODE, process.waitFor(), err);
    assertEquals("", printed);
    assertFalse(err.contains("worker-died") || err.contains("ended (exit code"), err);
    assertFalse(Files.exists(out));
    if (Files.exists(log)) {
      assertEquals("", Files.readString(log));
    }
  }

  private interface Bytes {
    byte[] all() throws IOException;
  }

  private static String read(Bytes bytes) throws IOException {
    return new String(bytes.all(), StandardCharsets.UTF_8);
  }

  /**
   * Fourfold, whose workers are killed as soon as it has said that it looks at a candidate. It is
   * told to end while it waits whether it will be, and may say what it likes before it does.
   */
  static final class EndsWithItsWorkers {
    static final int EXIT_CODE = 42;

    private EndsWithItsWorkers() {}

    public static void main(String[] arguments) {
      System.setProperty("fourfold.signal", Long.toString(TimeUnit.HOURS.toMillis(1)));
      Thread.ofPlatform().daemon().start(EndsWithItsWorkers::giveUp);
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> letItSpeak(main)));
      System.setErr(
          new PrintStream(
              new Telltale(System.err, () -> new Thread(() -> endAll(main)).start()),
              true,
              StandardCharsets.UTF_8));
      Fourfold.main(arguments);
    }

    /** Long after it should have ended: no test waits for ever. */
    private static void giveUp() {
      try {
        TimeUnit.MINUTES.sleep(3);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(1);
    }

    private static void endAll(Thread main) {
      while (!isIn(main, "isEndingAfterAll") && !isIn(main, "exit")) {
        try (Stream<ProcessHandle> workers = ProcessHandle.current().descendants()) {
          // The JVMs only: a bubblewrap that is killed before it has told its child that it may go
          // on leaves that waiting for ever.
          workers.filter(EndsWithItsWorkers::isJvm).forEach(ProcessHandle::destroyForcibly);
        }
      }
      System.exit(EXIT_CODE);
    }

    private static boolean isJvm(ProcessHandle process) {
      return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
    }

    /** Fourfold is not waiting any more, and ends only when it would by itself. */
    private static void letItSpeak(Thread main) {
      while (!Fourfold.isEnding()) {
        Thread.onSpinWait();
      }
      main.interrupt();
      while (!isIn(main, "exit")) {
        Thread.onSpinWait();
      }
    }

    private static boolean isIn(Thread thread, String method) {
      return Arrays.stream(thread.getStackTrace())
          .anyMatch(frame -> frame.getMethodName().equals(method));
    }
  }

  /** Tells when a word of the beginning of the work has been printed. */
  private static final class Telltale extends FilterOutputStream {
    private final Runnable listener;
    private final StringBuilder line = new StringBuilder();
    private boolean told;

    Telltale(OutputStream out, Runnable listener) {
      super(out);
      this.listener = listener;
    }

    @Override
    public synchronized void write(int one) throws IOException {
      super.write(one);
      line.append((char) one);
      if (!told && line.toString().matches("(?s).*(verifying|watching) hanger.*")) {
        told = true;
        listener.run();
      }
    }
  }
}
