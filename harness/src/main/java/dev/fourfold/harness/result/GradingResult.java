package dev.fourfold.harness.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.doctor.Calibration;
import dev.fourfold.harness.doctor.Fitness;
import dev.fourfold.harness.measure.EpisodeSample;
import dev.fourfold.harness.measure.LossSample;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.measure.Measured;
import dev.fourfold.harness.measure.RoundRecord;
import dev.fourfold.harness.sandbox.Division;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.statistics.RatioOfRounds;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.verify.Check;
import dev.fourfold.harness.verify.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The record of one grading. What could not be found out is absent from the JSON: a rejected
 * candidate has no speedup.
 *
 * @param schema {@value #SCHEMA}
 * @param verdict what it comes to
 * @param reasons why it is not verified
 * @param candidate who was graded
 * @param workload what was trained
 * @param speedup how many times faster than the baseline
 * @param human the human reference here, and the candidate against it
 * @param limit the candidate against the hardware
 * @param cold from the start of a process to the end of its first steps
 * @param measurement how rounds became intervals
 * @param rounds every timed episode
 * @param verification every quantity that was checked
 * @param losses of the first timed episodes; absent if nothing was timed
 * @param environment where
 * @param startedAt ISO-8601
 * @param digest of all the rest, see {@link RecordDigest}; absent until it is written
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonPropertyOrder({
  "schema",
  "verdict",
  "reasons",
  "candidate",
  "workload",
  "speedup",
  "human",
  "limit",
  "cold",
  "measurement",
  "rounds",
  "verification",
  "losses",
  "environment",
  "startedAt",
  "digest"
})
public record GradingResult(
    String schema,
    Verdict verdict,
    List<Reason> reasons,
    Who candidate,
    What workload,
    Optional<Estimate> speedup,
    Optional<Human> human,
    Optional<Limit> limit,
    Optional<Cold> cold,
    How measurement,
    List<RoundRecord> rounds,
    Checks verification,
    Optional<List<LossSample>> losses,
    Where environment,
    String startedAt,
    Optional<String> digest) {

  public static final String SCHEMA = "fourfold/result/1";

  /** The speedup over the baseline that a competent person is published to reach. */
  public static final double PUBLISHED_HUMAN_SPEEDUP = 4.0;

  public GradingResult {
    reasons = List.copyOf(reasons);
    rounds = List.copyOf(rounds);
    losses = losses.map(List::copyOf);
  }

  /** Whether the speedup, if there is one, is of rounds that stayed disturbed. */
  public boolean countsDisturbed() {
    return speedup.isPresent()
        && Measured.countsDisturbed(
            rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE, measurement.rule());
  }

  /** What a reader of the speedup should know of its rounds, as {@link Measured} says it. */
  public Optional<String> disturbedRounds() {
    return speedup.flatMap(
        any ->
            Measured.disturbedRounds(
                rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE, measurement.rule()));
  }

  /** The candidate; what only a submission has is absent for a built-in trainer. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Who(
      String name,
      String kind,
      Optional<String> author,
      Optional<String> agent,
      Optional<String> description,
      Optional<String> provider,
      List<String> jvmArgs,
      Optional<String> sourceDigest,
      String classDigest,
      Division division) {

    private static final String BUILT_IN = "built-in";
    private static final String SUBMISSION = "submission";

    /** Whether it is one of ours. */
    boolean isBuiltInTrainer() {
      return BUILT_IN.equals(kind);
    }

    /** As the result names it. */
    public static Who of(Candidate candidate) {
      return new Who(
          candidate.name(),
          candidate.manifest().isPresent() ? SUBMISSION : BUILT_IN,
          candidate.manifest().map(manifest -> manifest.author()),
          candidate.manifest().flatMap(manifest -> manifest.agent()),
          candidate.manifest().flatMap(manifest -> manifest.description()),
          candidate.manifest().map(manifest -> manifest.provider()),
          candidate.manifest().map(manifest -> manifest.jvmArgs()).orElse(List.of()),
          candidate.sourceDigest(),
          candidate.classDigest(),
          candidate.division());
    }
  }

  /** The workload, with the corpus that it was fed. */
  public record What(
      String name,
      int layers,
      int heads,
      int channels,
      int contextLength,
      int vocabulary,
      int batchSize,
      int stepsPerEpisode,
      String corpus,
      String corpusDigest) {

    /** As the result names it. */
    public static What of(Workload workload, String corpus, String corpusDigest) {
      return new What(
          workload.name(),
          workload.model().layers(),
          workload.model().heads(),
          workload.model().channels(),
          workload.model().contextLength(),
          workload.model().vocabulary(),
          workload.batchSize(),
          workload.steps(),
          corpus,
          corpusDigest);
    }

    /**
     * {@link Workload#flopsPerStep()} of what it says.
     *
     * @throws IllegalArgumentException if there can be no such workload
     */
    double flopsPerStep() {
      ModelConfig model = new ModelConfig(layers, heads, channels, contextLength, vocabulary);
      return new Workload(name, model, Workload.TINY.optimizer(), batchSize, stepsPerEpisode, "")
          .flopsPerStep();
    }
  }

  /**
   * The human reference.
   *
   * @param publishedSpeedup {@value #PUBLISHED_HUMAN_SPEEDUP}
   * @param speedup the human reference's over the baseline, in these rounds
   * @param ratio the candidate's over the human reference's
   */
  public record Human(double publishedSpeedup, Estimate speedup, Estimate ratio) {}

  /**
   * The candidate against the hardware.
   *
   * @param peakGflops the measured fp32 FMA peak of the granted cores
   * @param flopsPerStep floating-point work of a step's matrix products
   * @param fractionOfPeak the candidate's rate over the peak
   * @param limitSpeedup the speedup of a step that took only that work at that peak
   * @param headroomScore log(speedup) / log(limitSpeedup): 0 is the baseline, 1 the hardware
   */
  public record Limit(
      double peakGflops,
      double flopsPerStep,
      double fractionOfPeak,
      double limitSpeedup,
      double headroomScore) {

    /**
     * From what was measured.
     *
     * @param baselineSeconds of a step of the baseline
     */
    static Limit of(
        double peakGflops, double flopsPerStep, double baselineSeconds, double speedup) {
      double limitSpeedup = baselineSeconds / (flopsPerStep / (peakGflops * 1e9));
      return new Limit(
          peakGflops,
          flopsPerStep,
          speedup / limitSpeedup,
          limitSpeedup,
          Math.log(speedup) / Math.log(limitSpeedup));
    }
  }

  /**
   * What a short job feels: a process's start, class loading, JIT and the first steps.
   *
   * @param steps the number of first steps
   * @param baselineSeconds median over rounds
   * @param humanSeconds median over rounds
   * @param candidateSeconds median over rounds
   * @param speedup the candidate's over the baseline
   * @param ratio the candidate's over the human reference's
   */
  public record Cold(
      int steps,
      double baselineSeconds,
      double humanSeconds,
      double candidateSeconds,
      Estimate speedup,
      Estimate ratio) {}

  /**
   * How rounds became intervals; {@code docs/measurement.md} gives the reasons.
   *
   * @param method in a few words
   * @param confidence how often an interval covers the truth
   * @param precision the half-width that was asked for, as a fraction
   * @param fewestRounds before the first look at the interval
   * @param mostRounds when to give up
   * @param widening what half-widths are multiplied by for looking more than once
   * @param warmUpSeconds how long every worker was warmed up, to the nearest episode
   * @param calibration what is known of this machine from A/A gradings
   * @param endedEarly why rounds were saved although the interval is wider than asked for
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record How(
      String method,
      double confidence,
      double precision,
      int fewestRounds,
      int mostRounds,
      double widening,
      double warmUpSeconds,
      Optional<Calibration> calibration,
      Optional<String> endedEarly) {
    static final String METHOD = "Student's t over quiet rounds' log ratios of median seconds";

    /** As the rule says. */
    public static How of(
        IntervalRule rule,
        double warmUpSeconds,
        Optional<Calibration> calibration,
        Optional<String> endedEarly) {
      return new How(
          METHOD,
          IntervalRule.CONFIDENCE,
          rule.precision(),
          rule.fewestRounds(),
          rule.mostRounds(),
          rule.widening(),
          warmUpSeconds,
          calibration,
          endedEarly);
    }

    /** The rule that this was. */
    public IntervalRule rule() {
      return new IntervalRule(
          precision, fewestRounds, mostRounds, calibration.map(Calibration::roundSpread));
    }
  }

  /** Every quantity that was checked. */
  public record Checks(List<Check> checks, List<String> notes) {
    public Checks {
      checks = List.copyOf(checks);
      notes = List.copyOf(notes);
    }
  }

  /**
   * The machine and the versions.
   *
   * @param digests SHA-256 of Fourfold's own jars and of the JDK
   * @param fitness what {@code doctor} said of the machine before the grading
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Where(
      String fourfold,
      String jmh,
      int threads,
      Machine machine,
      Map<String, String> digests,
      Optional<Fitness> fitness) {}

  /** The same with its digest. */
  GradingResult withDigest(String value) {
    return new GradingResult(
        schema,
        verdict,
        reasons,
        candidate,
        workload,
        speedup,
        human,
        limit,
        cold,
        measurement,
        rounds,
        verification,
        losses,
        environment,
        startedAt,
        Optional.of(value));
  }

  /**
   * Median of the candidate's seconds per step over the rounds that count for its speedup, if it
   * was timed.
   */
  public Optional<Double> secondsPerStep() {
    if (rounds.isEmpty()) {
      return Optional.empty();
    }
    List<RoundRecord> counted =
        Measured.counted(
            rounds, EpisodeSample.BASELINE, EpisodeSample.CANDIDATE, measurement.rule());
    List<Double> medians =
        counted.stream().map(round -> round.medianSeconds(EpisodeSample.CANDIDATE)).toList();
    return Optional.of(RatioOfRounds.median(medians) / workload.stepsPerEpisode());
  }
}
