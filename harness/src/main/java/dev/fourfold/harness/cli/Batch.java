package dev.fourfold.harness.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fourfold.harness.PlainText;
import dev.fourfold.harness.grading.Grading;
import dev.fourfold.harness.report.GradeTable;
import dev.fourfold.harness.result.BatchDirectory;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.OutputDirectory;
import dev.fourfold.harness.result.Refusal;
import dev.fourfold.harness.result.ResultJson;
import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Workspace;
import dev.fourfold.harness.verify.Reason;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Several candidates in one grading. Whatever is wrong with one of them, the others are graded;
 * what is graded is written at once, and a batch that was interrupted does not grade it again.
 */
final class Batch {
  /** Worst first: what could not be graded at all, then as a single grading would end. */
  private static final List<Integer> WORST_FIRST =
      List.of(
          Fourfold.OUR_FAULT,
          Fourfold.BAD_INPUT,
          Verdict.REJECTED.exitCode(),
          Verdict.UNRESOLVED.exitCode(),
          Verdict.VERIFIED.exitCode());

  private final BatchDirectory directory;
  private final MeasuredGrading grading;
  private final LogOption log;
  private final PrintWriter err;
  private final List<Entry> entries = new ArrayList<>();

  /** One candidate of the command line. */
  private static final class Entry {
    private final String word;
    private Optional<Candidate> candidate = Optional.empty();
    private Optional<Refusal> refusal = Optional.empty();
    private Optional<GradingResult> result = Optional.empty();
    private String place = "";
    private boolean kept;

    Entry(String word) {
      this.word = word;
    }

    boolean isToBeGraded() {
      return candidate.isPresent() && result.isEmpty();
    }

    int exitCode() {
      return result
          .map(known -> known.verdict().exitCode())
          .orElseGet(
              () ->
                  refusal.filter(why -> why.code().equals(Failure.OUR_FAULT)).isPresent()
                      ? Fourfold.OUR_FAULT
                      : Fourfold.BAD_INPUT);
    }

    /** The same sources under the same name. */
    boolean isOf(GradingResult other) {
      GradingResult.Who who = GradingResult.Who.of(candidate.orElseThrow());
      return who.name().equals(other.candidate().name())
          && who.kind().equals(other.candidate().kind())
          && who.sourceDigest().equals(other.candidate().sourceDigest());
    }
  }

  /** A line of the summary. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  private record Line(
      String candidate,
      Optional<String> directory,
      String verdict,
      List<String> codes,
      Optional<Estimate> speedup) {}

  /** What came of all. */
  private record Summary(String schema, List<Line> candidates, TreeMap<String, Long> counts) {}

  Batch(BatchDirectory directory, MeasuredGrading grading, LogOption log, PrintWriter err) {
    this.directory = directory;
    this.grading = grading;
    this.log = log;
    this.err = err;
  }

  /** Grades what has not been graded. */
  void run(List<String> words, Workspace workspace, boolean allowUnsandboxed, boolean force) {
    words.forEach(word -> entries.add(new Entry(word)));
    List<BatchDirectory.Kept> kept = new ArrayList<>(directory.kept());
    for (Entry entry : entries) {
      resolve(entry, workspace, allowUnsandboxed);
      if (entry.candidate.isPresent()) {
        takeOver(entry, kept);
      }
    }
    // By identity: the same trainer may be given twice.
    IdentityHashMap<Candidate, Entry> open = new IdentityHashMap<>();
    List<Candidate> inOrder = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.isToBeGraded()) {
        open.put(entry.candidate.orElseThrow(), entry);
        inOrder.add(entry.candidate.orElseThrow());
      }
    }
    if (!inOrder.isEmpty()) {
      grading.run(inOrder, force, graded -> keep(open, graded));
    }
    directory.finish(summary());
  }

  private void resolve(Entry entry, Workspace workspace, boolean allowUnsandboxed) {
    Instant begun = Instant.now();
    try {
      entry.candidate = Optional.of(Candidate.resolve(entry.word, workspace, allowUnsandboxed));
    } catch (RuntimeException e) {
      if (Fourfold.isEndingAfterAll()) {
        throw e;
      }
      Failure failure = Failure.of(e);
      err.println(PlainText.lines(failure.message()));
      entry.refusal =
          Optional.of(
              new Refusal(
                  entry.word,
                  Candidate.sourceDigest(entry.word),
                  failure.code(),
                  PlainText.lines(failure.message())));
      log.refused("grade", entry.word, failure.code(), begun);
    }
  }

  private void takeOver(Entry entry, List<BatchDirectory.Kept> kept) {
    Optional<BatchDirectory.Kept> same =
        kept.stream().filter(one -> entry.isOf(one.result())).findFirst();
    same.ifPresent(
        one -> {
          kept.remove(one);
          entry.result = Optional.of(one.result());
          entry.place = directory.nameOf(one.place());
          entry.kept = true;
          err.println("kept: %s".formatted(one.result().candidate().name()));
        });
  }

  private void keep(IdentityHashMap<Candidate, Entry> open, Grading.Graded graded) {
    if (graded.result().verdict() == Verdict.REJECTED && Fourfold.isEndingAfterAll()) {
      return;
    }
    Candidate candidate = graded.measured().candidate();
    Entry entry = open.get(candidate);
    try (OutputDirectory place = directory.place(candidate.name())) {
      GradedFiles.write(place.staging(), graded);
      entry.place = directory.nameOf(place.publish());
    }
    entry.result = Optional.of(graded.result());
    log.grade(graded.result());
  }

  /** The table, why some could not be graded, and how many came to what. */
  String text() {
    StringBuilder text = new StringBuilder();
    List<GradingResult> results = results();
    if (!results.isEmpty()) {
      text.append(GradeTable.render(results));
    }
    for (Refusal refusal : refusals()) {
      text.append("%n%s (%s)%n".formatted(refusal.message(), refusal.code()));
    }
    text.append("%n%d candidates".formatted(entries.size()));
    summary().counts().forEach((word, count) -> text.append(", %d %s".formatted(count, word)));
    long kept = entries.stream().filter(entry -> entry.kept).count();
    if (kept > 0) {
      text.append("; %d of them graded before".formatted(kept));
    }
    return text.append(System.lineSeparator()).toString();
  }

  String json() {
    return ResultJson.writeBatch(results(), refusals());
  }

  /** The worst of all. */
  int exitCode() {
    return WORST_FIRST.stream()
        .filter(code -> entries.stream().anyMatch(entry -> entry.exitCode() == code))
        .findFirst()
        .orElseThrow();
  }

  private List<GradingResult> results() {
    return entries.stream().flatMap(entry -> entry.result.stream()).toList();
  }

  private List<Refusal> refusals() {
    return entries.stream().flatMap(entry -> entry.refusal.stream()).toList();
  }

  private Summary summary() {
    List<Line> lines = entries.stream().map(Batch::line).toList();
    TreeMap<String, Long> counts = new TreeMap<>();
    lines.forEach(line -> counts.merge(line.verdict(), 1L, Long::sum));
    return new Summary("fourfold/batch-summary/1", lines, counts);
  }

  private static Line line(Entry entry) {
    return entry
        .result
        .map(
            result ->
                new Line(
                    result.candidate().name(),
                    Optional.of(entry.place),
                    result.verdict().word(),
                    result.reasons().stream().map(Reason::code).toList(),
                    result.speedup()))
        .orElseGet(
            () ->
                new Line(
                    entry.word,
                    Optional.empty(),
                    LogOption.REFUSED,
                    entry.refusal.stream().map(Refusal::code).toList(),
                    Optional.empty()));
  }
}
