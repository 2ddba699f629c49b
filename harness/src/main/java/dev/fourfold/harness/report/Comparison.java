package dev.fourfold.harness.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.fourfold.harness.doctor.Calibrations;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.sandbox.Division;
import dev.fourfold.harness.statistics.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Results side by side: a ranking for each workload on each machine, for speedups of different
 * workloads or machines are not of one kind.
 *
 * @param schema {@value #SCHEMA}
 * @param groups in the order in which their first results came
 * @param published figures from elsewhere, not comparable; empty unless they were asked for
 */
@JsonPropertyOrder({"schema", "groups", "published"})
public record Comparison(String schema, List<Group> groups, List<Published> published) {
  public static final String SCHEMA = "fourfold/comparison/1";

  /** What there is to say of {@link #SERIES}. */
  static final String NOT_COMPARABLE =
      "published elsewhere for another task whose code is not public: not comparable in kind";

  /** The published series of the CPU speedup task. */
  static final List<Published> SERIES =
      List.of(
          new Published("a person in 4 to 8 hours", 4.0),
          new Published("a program, first", 2.9),
          new Published("a program, second", 16.5),
          new Published("a program, third", 30.0),
          new Published("a program, fourth", 52.0));

  public Comparison {
    groups = List.copyOf(groups);
    published = List.copyOf(published);
  }

  /**
   * One ranking.
   *
   * @param workload its name, with the corpus the same for all
   * @param shape of the model and the batch
   * @param machine the processor and how many of its cores were granted
   * @param fingerprint tells machines with the same processor apart
   * @param rows verified ones fastest first, then unresolved ones, then rejected ones
   * @param notes what a reader should know besides
   */
  @JsonPropertyOrder({"workload", "shape", "machine", "fingerprint", "rows", "notes"})
  public record Group(
      String workload,
      String shape,
      String machine,
      String fingerprint,
      List<Row> rows,
      List<String> notes) {
    public Group {
      rows = List.copyOf(rows);
      notes = List.copyOf(notes);
    }

    /** In a few words, for a message; machines of one name are told apart. */
    public String kind() {
      return "%s on %s (%s)"
          .formatted(
              Escapes.visible(workload), Escapes.visible(machine), fingerprint.substring(0, 4));
    }
  }

  /**
   * One result.
   *
   * @param rank the places that the intervals leave open; absent unless it is verified
   * @param name the candidate's, as it calls itself
   * @param division what it computes with
   * @param speedup over the baseline
   * @param human times the human reference in the same rounds
   * @param fractionOfPeak the share of the hardware's limit
   * @param headroomScore 0 is the baseline, 1 the hardware
   * @param result the record that all this is from
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  @JsonPropertyOrder({
    "rank",
    "name",
    "division",
    "verdict",
    "speedup",
    "human",
    "fractionOfPeak",
    "headroomScore",
    "startedAt",
    "digest"
  })
  public record Row(
      Optional<Places> rank,
      String name,
      Division division,
      Verdict verdict,
      Optional<Estimate> speedup,
      Optional<Estimate> human,
      Optional<Double> fractionOfPeak,
      Optional<Double> headroomScore,
      String startedAt,
      Optional<String> digest,
      @JsonIgnore GradingResult result) {

    private static Row of(GradingResult result, List<Estimate> verified) {
      boolean ranked = result.verdict() == Verdict.VERIFIED;
      return new Row(
          result.speedup().filter(speedup -> ranked).map(one -> Places.of(one, verified)),
          result.candidate().name(),
          result.candidate().division(),
          result.verdict(),
          result.speedup(),
          result.human().map(GradingResult.Human::ratio),
          result.limit().map(GradingResult.Limit::fractionOfPeak),
          result.limit().map(GradingResult.Limit::headroomScore),
          result.startedAt(),
          result.digest(),
          result);
    }
  }

  /** A figure from elsewhere. */
  @JsonPropertyOrder({"name", "speedup"})
  public record Published(String name, double speedup) {}

  /** What results must share to be ranked together. */
  private record Key(GradingResult.What workload, String fingerprint, int threads) {
    static Key of(GradingResult result) {
      return new Key(
          result.workload(),
          Calibrations.fingerprint(result.environment().machine()),
          result.environment().threads());
    }
  }

  /** Compares. */
  public static Comparison of(List<GradingResult> results, boolean withPublished) {
    Map<Key, List<GradingResult>> byKey = new LinkedHashMap<>();
    results.forEach(
        result -> byKey.computeIfAbsent(Key.of(result), key -> new ArrayList<>()).add(result));
    return new Comparison(
        SCHEMA,
        byKey.entrySet().stream().map(entry -> group(entry.getKey(), entry.getValue())).toList(),
        withPublished ? SERIES : List.of());
  }

  private static Group group(Key key, List<GradingResult> results) {
    List<Estimate> verified =
        results.stream()
            .filter(result -> result.verdict() == Verdict.VERIFIED)
            .flatMap(result -> result.speedup().stream())
            .toList();
    List<Verdict> order = List.of(Verdict.VERIFIED, Verdict.UNRESOLVED, Verdict.REJECTED);
    List<Row> rows =
        results.stream()
            .sorted(
                Comparator.comparingInt((GradingResult one) -> order.indexOf(one.verdict()))
                    .thenComparing(
                        one -> one.speedup().map(Estimate::point).orElse(0.0),
                        Comparator.reverseOrder())
                    .thenComparing(one -> one.candidate().name())
                    .thenComparing(GradingResult::startedAt))
            .map(one -> Row.of(one, verified))
            .toList();
    GradingResult.What what = key.workload();
    Machine machine = results.getFirst().environment().machine();
    return new Group(
        what.name(),
        "L=%d H=%d C=%d T=%d B=%d"
            .formatted(
                what.layers(),
                what.heads(),
                what.channels(),
                what.contextLength(),
                what.batchSize()),
        "%s, %d cores".formatted(machine.cpu(), key.threads()),
        key.fingerprint(),
        rows,
        notes(results));
  }

  private static List<String> notes(List<GradingResult> results) {
    List<String> notes = new ArrayList<>();
    long builds =
        results.stream()
            .map(result -> String.valueOf(result.environment().digests().get("baselines")))
            .distinct()
            .count();
    if (builds > 1) {
      notes.add(
          "graded against %d different builds of the baselines: reproduce them with one"
              .formatted(builds));
    }
    long forced =
        results.stream()
            .filter(
                result -> result.environment().fitness().filter(one -> one.forced()).isPresent())
            .count();
    if (forced > 0) {
      notes.add("%d of %d were measured on an unfit machine".formatted(forced, results.size()));
    }
    long disturbed = results.stream().filter(GradingResult::countsDisturbed).count();
    if (disturbed > 0) {
      notes.add(
          "%d of %d count rounds that stayed disturbed: they are of the machine as it was"
              .formatted(disturbed, results.size()));
    }
    return notes;
  }
}
