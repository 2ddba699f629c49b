package dev.fourfold.core.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.oracle.OracleProvider;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.Trace;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker that behaves does what a trainer here would do; one that does not is found out. */
final class WorkerProcessTest {
  private static final Duration PATIENT = Duration.ofSeconds(60);
  private static final Corpus CORPUS = Corpus.of("counting", counting(20_000));

  private static byte[] counting(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) (i * 31 + i / 7);
    }
    return text;
  }

  private static List<String> command(String providerClass) {
    return java(WorkerMain.class.getName(), providerClass, WorkerProcess.BUFFER);
  }

  private static List<String> java(String... mainAndArguments) {
    String classPath =
        String.join(
            File.pathSeparator,
            home(WorkerMain.class).toString(),
            home(Misbehaviour.class).toString());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath));
    command.addAll(List.of(mainAndArguments));
    return command;
  }

  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static WorkerProcess start(Class<?> provider, Duration deadline) {
    return WorkerProcess.start(provider.getSimpleName(), command(provider.getName()), deadline);
  }

  private static Episode episode() {
    return Episode.draw(Workload.TINY, 1, CORPUS, 42);
  }

  private static boolean isAlive(long pid) {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    return handle.isPresent() && !ProcessEnd.hasEnded(handle.get());
  }

  /** What the test below runs in a JVM of its own. */
  static final class PausesAndResumes {
    private PausesAndResumes() {}

    public static void main(String[] arguments) {
      try (WorkerProcess worker = start(Misbehaviour.Talks.class, PATIENT)) {
        worker.pause();
        worker.resume();
        System.out.println("loss " + episode().run(worker).losses()[3]);
      }
    }
  }

  /** Nothing but a shell is needed: small systems have no program that is called kill. */
  @Test
  void pausesWhereNoProgramIsFound() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(java(PausesAndResumes.class.getName()));
    builder.environment().put("PATH", "/nowhere");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertEquals("loss 4.0\n", said);
  }

  @Test
  void givesTheSameBitsAsTheTrainerItRuns() {
    try (WorkerProcess worker = start(OracleProvider.class, PATIENT)) {
      Trace there = episode().run(worker);
      Trace here = episode().run(new OracleProvider());
      assertArrayEquals(here.losses(), there.losses());
      assertArrayEquals(here.finalParameters(), there.finalParameters());
    }
  }

  @Test
  void keepsTrainersApart() {
    try (WorkerProcess worker = start(OracleProvider.class, PATIENT)) {
      Episode episode = episode();
      Trace alone = episode.run(worker);
      Trace first = episode.emptyTrace();
      Trace second = episode.emptyTrace();
      try (Trainer one = worker.create(episode.task(), episode.initialParameters());
          Trainer two = worker.create(episode.task(), episode.initialParameters())) {
        for (int step = 0; step < episode.steps(); step++) {
          int[] inputs = episode.batches().get(step).inputs();
          int[] targets = episode.batches().get(step).targets();
          first.losses()[step] = one.step(inputs, targets, episode.learningRates()[step]);
          second.losses()[step] = two.step(inputs, targets, episode.learningRates()[step]);
        }
        two.readParameters(second.finalParameters());
        one.readParameters(first.finalParameters());
      }
      assertArrayEquals(alone.finalParameters(), first.finalParameters());
      assertArrayEquals(alone.finalParameters(), second.finalParameters());
    }
  }

  @Test
  void keepsWhatATrainerPrintsOutOfTheProtocol() {
    try (WorkerProcess worker = start(Misbehaviour.Talks.class, PATIENT)) {
      assertArrayEquals(new float[] {1, 2, 3, 4}, episode().run(worker).losses());
    }
  }

  @Test
  void aPausedWorkerUsesNoCpuAndGoesOnAfterwards() throws InterruptedException {
    try (WorkerProcess worker = start(Misbehaviour.Talks.class, PATIENT)) {
      worker.pause();
      // A signal takes a moment to arrive, and what ran until then to be accounted for.
      Thread.sleep(100);
      Duration before = worker.cpuTime();
      Thread.sleep(200);
      assertEquals(before, worker.cpuTime());
      worker.resume();
      assertEquals(4, episode().run(worker).losses()[3]);
    }
  }

  @Test
  void endsWithItsParentsInterest() {
    WorkerProcess worker = start(Misbehaviour.Talks.class, PATIENT);
    worker.pause();
    worker.close();
    assertFalse(isAlive(worker.pid()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Throws            | THREW         | the trainer failed: java.lang.ArithmeticException: second step
          Exits             | DIED          | ended (exit code 17) when asked for a step
          Devours           | OUT_OF_MEMORY | ran out of memory
          WritesRubbish     | PROTOCOL      | a frame begins with 00000000
          Floods            | PROTOCOL      | a frame begins with 00000000
          AnswersAhead      | PROTOCOL      | broke the protocol when asked
          AnswersOutOfOrder | PROTOCOL      | answer number 2 is due, number 7 came
          AnswersTooLong    | PROTOCOL      | LOSS with 4 bytes is due, LOSS with 1073741824 came
          AnnouncesTooMany  | PROTOCOL      | numbers are due
          """)
  void findsOut(String provider, WorkerException.Kind kind, String message) throws Exception {
    Class<?> type = Class.forName(Misbehaviour.class.getName() + "$" + provider);
    try (WorkerProcess worker = start(type, PATIENT)) {
      WorkerException failure = assertThrows(WorkerException.class, () -> episode().run(worker));
      assertEquals(kind, failure.kind(), failure.getMessage());
      assertTrue(failure.getMessage().contains(message), failure.getMessage());
      assertFalse(failure.getMessage().contains("\n"));
      assertFalse(isAlive(worker.pid()));
    }
  }

  /** The parent touches memory that is gone, and lives. */
  @Test
  void aBufferThatIsCutShortIsTheEndOfTheWorkerOnly() {
    Episode episode = episode();
    try (WorkerProcess worker = start(Misbehaviour.CutsTheBuffer.class, PATIENT)) {
      Trainer trainer = worker.create(episode.task(), episode.initialParameters());
      trainer.step(episode.batches().get(0).inputs(), episode.batches().get(0).targets(), 1);
      WorkerException failure =
          assertThrows(
              WorkerException.class,
              () -> worker.create(episode.task(), episode.initialParameters()));
      assertEquals(WorkerException.Kind.PROTOCOL, failure.kind(), failure.getMessage());
      assertTrue(failure.getMessage().contains("cut short"), failure.getMessage());
      assertFalse(isAlive(worker.pid()));
    }
  }

  /** The same of the page with the hints, at which the parent looks while it waits. */
  @Test
  void hintsThatAreGoneAreTheEndOfTheWorkerOnly() throws Exception {
    try (WorkerProcess worker = start(Misbehaviour.Keeps.class, PATIENT)) {
      worker.wake();
      // Stopped: or it may be the first to look, and be seen to fail before it is asked anything.
      worker.pause();
      Misbehaviour.cutSharedBuffers(0);
      WorkerException failure = assertThrows(WorkerException.class, worker::wake);
      assertEquals(WorkerException.Kind.PROTOCOL, failure.kind(), failure.getMessage());
      assertTrue(failure.getMessage().contains("cut short"), failure.getMessage());
      assertFalse(isAlive(worker.pid()));
    }
  }

  /** Of every size: below and above what was there before, and of more than one part. */
  @Test
  void parametersOfEverySizeComeBackAsTheyWent() {
    try (WorkerProcess worker = start(Misbehaviour.Keeps.class, PATIENT)) {
      for (int channels : new int[] {2, 96, 8, 98}) {
        ModelConfig model = new ModelConfig(2, 1, channels, 3, 256);
        OptimizerConfig optimizer = Workload.TINY.optimizer();
        float[] sent = new float[ParameterLayout.of(model).size()];
        for (int i = 0; i < sent.length; i++) {
          sent[i] = Float.intBitsToFloat(i * 0x9E3779B9);
        }
        float[] received = new float[sent.length];
        try (Trainer trainer = worker.create(new TrainingTask(model, optimizer, 1, 1), sent)) {
          worker.wake();
          trainer.readParameters(received);
        }
        for (int i = 0; i < sent.length; i++) {
          assertEquals(Float.floatToRawIntBits(sent[i]), Float.floatToRawIntBits(received[i]));
        }
      }
    }
  }

  /** Whoever starts a worker leaves no file, also if it does not start. */
  @Test
  void theBufferHasNoNameOnceTheWorkerIsThere() throws Exception {
    try (WorkerProcess worker = start(Misbehaviour.Talks.class, PATIENT)) {
      List<Path> shared = Misbehaviour.sharedBuffers();
      assertFalse(shared.isEmpty());
      for (Path one : shared) {
        assertTrue(Files.readSymbolicLink(one).toString().endsWith("(deleted)"));
      }
      assertEquals(4, episode().run(worker).losses()[3]);
    }
  }

  @Test
  void namesThatKilledProcessesLeftAreTakenAway(@TempDir Path directory) throws Exception {
    Path old = Files.createFile(directory.resolve("fourfold-1.buffer"));
    Path another = Files.createFile(directory.resolve("other-1.buffer"));
    Path fresh = Files.createFile(directory.resolve("fourfold-2.buffer"));
    Instant longAgo = Instant.now().minus(Duration.ofHours(2));
    Files.setLastModifiedTime(old, FileTime.from(longAgo));
    Files.setLastModifiedTime(another, FileTime.from(longAgo));
    SharedBuffer.create(directory.toFile()).close();
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(another));
    assertTrue(Files.exists(fresh));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Misbehaviour$ThrowsInConstructor   | NO_PROVIDER   | no such luck
          Misbehaviour$FailsInInitialiser    | NO_PROVIDER   | AssertionError: not even begun
          Misbehaviour$RecursesInInitialiser | NO_PROVIDER   | StackOverflowError
          Misbehaviour$NeedsWhatFails        | NO_PROVIDER   | NumberFormatException: For input
          Misbehaviour$DevoursInInitialiser  | OUT_OF_MEMORY | OutOfMemoryError
          Misbehaviour$DevoursInConstructor  | OUT_OF_MEMORY | OutOfMemoryError
          Misbehaviour$ExitsInConstructor    | DIED          | ; it printed: goodbye, world
          Misbehaviour$NoProvider            | NO_PROVIDER   | ClassCastException
          NowhereToBeFound                   | NO_PROVIDER   | ClassNotFoundException
          """)
  void saysWhyAProviderDoesNotLoad(String provider, WorkerException.Kind kind, String why) {
    List<String> command = command(WorkerMain.class.getPackageName() + "." + provider);
    WorkerException failure =
        assertThrows(WorkerException.class, () -> WorkerProcess.start("it", command, PATIENT));
    assertEquals(kind, failure.kind(), failure.getMessage());
    assertTrue(failure.getMessage().contains(why), failure.getMessage());
    assertFalse(failure.getMessage().contains("\n"));
  }

  /**
   * It ends before any line of ours runs, and only its own words tell why. More than once: whether
   * they have been read by then is a race.
   */
  @RepeatedTest(10)
  void saysWhyAJvmDoesNotStart() {
    List<String> command = new ArrayList<>(command(Misbehaviour.Talks.class.getName()));
    command.add(1, "-XX:ObjectAlignmentInBytes=3");
    WorkerException failure =
        assertThrows(WorkerException.class, () -> WorkerProcess.start("it", command, PATIENT));
    assertEquals(WorkerException.Kind.DIED, failure.kind());
    assertEquals(
        "it: ended (exit code 1) when asked to load its provider; it printed:"
            + " int ObjectAlignmentInBytes=3 is outside the allowed range [ 8 ... 256 ]",
        failure.getMessage());
  }

  @Test
  void endsAWorkerThatHangsAndItsChildren() {
    try (WorkerProcess worker = start(Misbehaviour.HangsWithChild.class, Duration.ofSeconds(3))) {
      WorkerException failure = assertThrows(WorkerException.class, () -> episode().run(worker));
      assertEquals(WorkerException.Kind.TIMED_OUT, failure.kind());
      long child = Long.parseLong(failure.getMessage().replaceAll(".*child ", ""));
      assertFalse(isAlive(worker.pid()));
      assertFalse(isAlive(child));
    }
  }

  @Test
  void saysThatACommandCannotBeStarted() {
    WorkerException failure =
        assertThrows(
            WorkerException.class,
            () -> WorkerProcess.start("it", List.of("/nowhere/java"), PATIENT));
    assertEquals(WorkerException.Kind.NOT_STARTED, failure.kind());
  }
}
