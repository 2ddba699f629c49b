package dev.fourfold.harness.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.verify.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code --log FILE}: a line of JSON for each check and each grading, so that a session of work can
 * be followed. Lines of several processes do not mix, and a line that a killed process left half
 * written stays alone.
 */
final class LogOption {
  /** What the verdict of an input that could not be used is called here. */
  static final String REFUSED = "refused";

  /** In ASCII: whoever prints a log to a terminal gets no strange letters in it. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .changeDefaultPropertyInclusion(
              usual -> usual.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .build();

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Append a line of JSON: time, source digest, verdict, speedup.")
  private Path file;

  private final Instant start = Instant.now();

  /**
   * A line.
   *
   * @param time when the command was begun
   * @param seconds how long it took
   * @param codes of the reasons for the verdict
   */
  private record Line(
      String time,
      String command,
      String candidate,
      Optional<String> sourceDigest,
      String verdict,
      List<String> codes,
      Optional<Estimate> speedup,
      double seconds) {}

  /**
   * Makes sure, before any work is done, that it can be written.
   *
   * @throws BadInputException if not
   */
  void requireWritable() {
    if (file != null) {
      try (FileChannel channel = open()) {
        channel.size();
      } catch (IOException e) {
        throw unusable(e);
      }
    }
  }

  /** Of a check. */
  void check(Candidate candidate, String verdict, Optional<Reason> reason, Instant begun) {
    append(
        new Line(
            begun.truncatedTo(ChronoUnit.MILLIS).toString(),
            "check",
            candidate.name(),
            candidate.sourceDigest(),
            verdict,
            reason.map(Reason::code).stream().toList(),
            Optional.empty(),
            secondsSince(begun)));
  }

  /** Of a grading. */
  void grade(GradingResult result) {
    append(
        new Line(
            start.truncatedTo(ChronoUnit.MILLIS).toString(),
            "grade",
            result.candidate().name(),
            result.candidate().sourceDigest(),
            result.verdict().word(),
            result.reasons().stream().map(Reason::code).toList(),
            result.speedup(),
            secondsSince(start)));
  }

  /** Of a candidate that could not be used. */
  void refused(String command, String word, String code, Instant begun) {
    append(
        new Line(
            begun.truncatedTo(ChronoUnit.MILLIS).toString(),
            command,
            word,
            Candidate.sourceDigest(word),
            REFUSED,
            List.of(code),
            Optional.empty(),
            secondsSince(begun)));
  }

  private static double secondsSince(Instant begun) {
    return begun.until(Instant.now(), ChronoUnit.MILLIS) / 1e3;
  }

  private void append(Line line) {
    if (file == null) {
      return;
    }
    String text = MAPPER.writeValueAsString(line) + "\n";
    // One at a time here: locks on files are the process's.
    synchronized (LogOption.class) {
      try (FileChannel channel = open();
          FileLock lock = channel.lock()) {
        boolean halfALine = channel.size() > 0 && lastByte(channel) != '\n';
        ByteBuffer bytes =
            ByteBuffer.wrap(((halfALine ? "\n" : "") + text).getBytes(StandardCharsets.UTF_8));
        channel.position(channel.size());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        lock.release();
      } catch (IOException e) {
        throw unusable(e);
      }
    }
  }

  private static byte lastByte(FileChannel channel) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    channel.read(last, channel.size() - 1);
    return last.get(0);
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  private BadInputException unusable(IOException e) {
    return BadInputException.of("cannot write the log " + file, e);
  }
}
