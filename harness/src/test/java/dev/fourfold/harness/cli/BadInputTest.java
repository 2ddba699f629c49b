package dev.fourfold.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gets one clear message, the right exit code and no stack trace. */
final class BadInputTest {
  @TempDir private Path directory;

  private static void assertRefused(int exitCode, String message, String... arguments) {
    Run run = Run.of(arguments);
    assertEquals(exitCode, run.exitCode(), run.err());
    String said = run.out() + run.err();
    assertTrue(said.contains(message), said);
    assertFalse(said.contains("\tat "), said);
  }

  private static void assertRefused(String message, String... arguments) {
    assertRefused(2, message, arguments);
  }

  @Test
  void noCommand() {
    assertRefused("fourfold: which command?");
  }

  @Test
  void unknownCommandAndOption() {
    assertRefused("grdae", "grdae");
    assertRefused("--rouns", "grade", "--rouns", "3");
  }

  @Test
  void unknownCandidate() {
    assertRefused("'nobody' is neither a built-in trainer (naive, human", "grade", "nobody");
  }

  @Test
  void unknownWorkload() {
    assertRefused(
        "there is no workload 'huge' (there are tiny, small, medium)",
        "grade",
        "naive",
        "--workload",
        "huge");
  }

  @Test
  void tooFewRounds() {
    assertRefused("--rounds must be at least 2: 1", "grade", "naive", "--rounds", "1");
    assertRefused(
        "--precision must be positive and finite: Infinity",
        "grade",
        "naive",
        "--precision",
        "1e400");
  }

  @Test
  void aDirectoryWithoutManifest() {
    assertRefused("it has no submission.properties", "check", directory.toString());
  }

  @Test
  void aManifestWithAnUnknownKey() throws IOException {
    Submissions.manifest(directory, "name=x", "author=y", "provider=Z", "speedup=1000");
    assertRefused("unknown key 'speedup'", "check", directory.toString());
  }

  @Test
  void aManifestWithAMissingKey() throws IOException {
    Submissions.manifest(directory, "name=x", "provider=Z");
    assertRefused("the key 'author' is missing", "check", directory.toString());
  }

  @Test
  void aManifestThatAsksForAForbiddenFlag() throws IOException {
    Submissions.manifest(
        directory, "name=x", "author=y", "provider=Z", "jvmArgs=-javaagent:evil.jar");
    assertRefused("'-javaagent:evil.jar' is not allowed", "check", directory.toString());
  }

  @Test
  void noSources() throws IOException {
    Submissions.manifest(directory, "name=x", "author=y", "provider=Z");
    assertRefused("has no directory src", "check", directory.toString());
  }

  @Test
  void sourcesThatDoNotCompile() throws IOException {
    Path submission = Submissions.step(directory, "typo", "retrun 0;");
    Run run = Run.of("check", submission.toString());
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("does not compile"), run.err());
    assertTrue(run.err().contains("Provider.java:8: "), run.err());
    assertFalse(Files.exists(submission.resolve("src/author/Provider.class")));
  }

  @Test
  void aProviderThatIsNotThere() throws IOException {
    Path submission = Submissions.step(directory, "elsewhere", "return 0;");
    Submissions.manifest(submission, "name=x", "author=y", "provider=author.Other");
    assertRefused(
        "the provider class author.Other is not among its sources", "check", submission.toString());
  }

  @Test
  void aProviderThatThrowsInItsConstructor() throws IOException {
    Path submission =
        Submissions.provider(
            directory,
            "thrower",
            "public Provider() { throw new IllegalStateException(\"not today\"); }"
                + " @Override public Trainer create(TrainingTask t, float[] p) { return null; }");
    assertRefused(1, "not today", "check", submission.toString());
  }

  @Test
  void aProviderThatFailsBeforeItsConstructor() throws IOException {
    Path submission =
        Submissions.provider(
            directory,
            "asserter",
            "static { if (true) throw new AssertionError(\"not today\"); }"
                + " @Override public Trainer create(TrainingTask t, float[] p) { return null; }");
    assertRefused(1, "AssertionError: not today (provider-failed)", "check", submission.toString());
  }

  /** The manifest may ask for it; the JVM says best why it does not take it. */
  @Test
  void aFlagThatTheJvmRefuses() throws IOException {
    Path submission = Submissions.step(directory, "misaligned", "return 0;");
    Submissions.manifest(
        submission,
        "name=x",
        "author=y",
        "provider=author.Provider",
        "jvmArgs=-XX:ObjectAlignmentInBytes=3");
    assertRefused(
        1, "ObjectAlignmentInBytes=3 is outside the allowed range", "check", submission.toString());
  }

  @Test
  void aTrainerThatThrows() throws IOException {
    Path submission =
        Submissions.step(directory, "thrower", "throw new ArithmeticException(\"no\");");
    assertRefused(1, "ArithmeticException: no (trainer-failed)", "check", submission.toString());
  }

  @Test
  void aTrainerThatReturnsNotANumber() throws IOException {
    Path submission = Submissions.step(directory, "nan", "return Float.NaN;");
    assertRefused(1, "(not-finite)", "check", submission.toString());
  }

  @Test
  void aTrainerThatHangs() throws IOException {
    Path submission = Submissions.step(directory, "hanger", "while (true) { Thread.yield(); }");
    assertRefused(1, "(timed-out)", "check", submission.toString(), "--deadline", "2");
  }

  @Test
  void aTrainerOutOfMemory() throws IOException {
    Path submission =
        Submissions.step(directory, "eater", "return new long[Integer.MAX_VALUE - 8][9].length;");
    assertRefused(1, "(out-of-memory)", "check", submission.toString());
  }

  @Test
  void aCorpusThatIsTooSmall() throws IOException {
    Path corpus = Files.writeString(directory.resolve("short.txt"), "not much of a text");
    assertRefused(
        "a batch of workload small needs 516", "grade", "naive", "--corpus", corpus.toString());
  }

  @Test
  void aCorpusThatIsNotThere() {
    assertRefused(
        "cannot read the corpus",
        "grade",
        "naive",
        "--corpus",
        directory.resolve("none.txt").toString());
  }

  @Test
  void aCorpusThatIsLargerThanIsAllowed() throws IOException {
    Path corpus = sparse(directory.resolve("large.txt"), (1L << 30) + 1);
    assertRefused(
        "large.txt: it has more than 1073741824 bytes",
        "train",
        "naive",
        "--corpus",
        corpus.toString());
  }

  @Test
  void aCorpusThatIsADirectory() {
    for (String place : List.of("/", directory.toString())) {
      assertRefused(
          "cannot read the corpus " + place + ": it is a directory",
          "check",
          "naive",
          "--corpus",
          place);
    }
  }

  /** A device has no size, and no end. */
  @Test
  void aCorpusWithoutAnEnd() {
    assumeTrue(Files.exists(Path.of("/dev/zero")));
    assertRefused(
        "zero: it has more than 67108864 bytes", "check", "naive", "--corpus", "/dev/zero");
  }

  @Test
  void aCorpusFromAPipe() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Process writer = new ProcessBuilder("sh", "-c", "echo too short > " + pipe).start();
    assertRefused(
        "a batch of workload small needs 516", "check", "naive", "--corpus", pipe.toString());
    assertEquals(0, writer.waitFor());
  }

  /** Nobody writes into it, so whoever opened it would wait for ever. */
  @Test
  void aManifestThatIsAPipe() throws Exception {
    Path submission = Submissions.step(directory, "piped", "return 0;");
    Path manifest = submission.resolve("submission.properties");
    Files.delete(manifest);
    assertEquals(0, new ProcessBuilder("mkfifo", manifest.toString()).start().waitFor());
    assertRefused("submission.properties is no regular file", "check", submission.toString());
  }

  /** Three gigabytes of nothing, more than this JVM could hold: nothing reads it to its end. */
  @Test
  void aManifestThatIsLargerThanIsAllowed() throws IOException {
    Path submission = Submissions.step(directory, "wordy", "return 0;");
    sparse(submission.resolve("submission.properties"), 3L << 30);
    Path log = directory.resolve("log.jsonl");
    assertRefused(
        "submission.properties has more than the 1048576 bytes",
        "check",
        submission.toString(),
        "--log",
        log.toString());
    assertTrue(Files.readString(log).contains("\"refused\""));
    // Of several too, where each is refused on its own.
    assertRefused(
        "2 candidates, 2 refused",
        "grade",
        submission.toString(),
        "nobody",
        "--out",
        directory.resolve("out").toString());
  }

  private static Path sparse(Path file, long bytes) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(bytes);
    }
    return file;
  }

  /** Names that are too long together stand in for a directory that only others may read. */
  @Test
  void sourcesThatCannotBeRead() throws IOException {
    Path submission = Submissions.step(directory, "deep", "return 0;");
    Path lower = directory.resolve("lower");
    Path deepest = lower;
    Path upper = submission.resolve("src");
    for (int level = 0; level < 14; level++) {
      deepest = deepest.resolve("n".repeat(200));
      upper = upper.resolve("n".repeat(200));
    }
    Files.createDirectories(deepest);
    Files.createDirectories(upper);
    Path moved = Files.move(lower, upper.resolve("lower"));
    try {
      assertRefused(
          "cannot read " + submission.resolve("src") + ": ", "check", submission.toString());
      assertRefused(
          "2 candidates, 2 refused",
          "grade",
          submission.toString(),
          "nobody",
          "--out",
          directory.resolve("out").toString());
    } finally {
      // Or nothing could take it away.
      Files.move(moved, lower);
    }
  }

  @Test
  void anOutputThatExists() {
    assertRefused("exists already", "grade", "naive", "--out", directory.toString());
  }

  @Test
  void anOutputThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertRefused("cannot write to", "grade", "naive", "--out", file.resolve("below").toString());
  }
}
