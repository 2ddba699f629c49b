package dev.fourfold.harness.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Optional;

/**
 * Where a candidate's step spends its time.
 *
 * @param schema {@value #SCHEMA}
 * @param candidate who
 * @param workload what it trained
 * @param threads granted
 * @param source {@value #CLOCK} or {@value #SAMPLES}
 * @param observations steps timed, or samples taken
 * @param secondsPerStep seen from outside
 * @param peakGflops the FMA peak of those threads, measured just before
 * @param flopsPerStep of a step's matrix products
 * @param fractionOfPeak the step's rate over the peak
 * @param phases in the order of a step
 * @param methods the trainer's own, most time first; empty if a clock was asked
 */
@JsonPropertyOrder({
  "schema",
  "candidate",
  "workload",
  "threads",
  "source",
  "observations",
  "secondsPerStep",
  "peakGflops",
  "flopsPerStep",
  "fractionOfPeak",
  "phases",
  "methods"
})
public record Explanation(
    String schema,
    String candidate,
    String workload,
    int threads,
    String source,
    int observations,
    double secondsPerStep,
    double peakGflops,
    double flopsPerStep,
    double fractionOfPeak,
    List<PhaseShare> phases,
    List<MethodShare> methods) {

  public static final String SCHEMA = "fourfold/explanation/1";

  /** The trainer's own clock. */
  public static final String CLOCK = "the trainer's clock";

  /** Samples of what its threads execute. */
  public static final String SAMPLES = "execution samples";

  /** The phase of everything that is in none. */
  public static final String OTHER = "other";

  public Explanation {
    phases = List.copyOf(phases);
    methods = List.copyOf(methods);
  }

  /**
   * A phase.
   *
   * @param phase its title
   * @param secondsPerStep what it takes
   * @param share of the step
   * @param flopsPerStep of its matrix products, if it has any
   * @param fractionOfPeak its rate over the peak, if it has any
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record PhaseShare(
      String phase,
      double secondsPerStep,
      double share,
      Optional<Double> flopsPerStep,
      Optional<Double> fractionOfPeak) {}

  /**
   * A method.
   *
   * @param method class and name
   * @param phase that its time counts to
   * @param share of the step: of the method itself and what it calls outside the trainer
   */
  public record MethodShare(String method, String phase, double share) {}
}
