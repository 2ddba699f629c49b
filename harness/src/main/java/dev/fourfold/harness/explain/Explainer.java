package dev.fourfold.harness.explain;

import dev.fourfold.benchmarks.limits.MachineLimits;
import dev.fourfold.benchmarks.phases.PhaseTimes;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.StepPhase;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;

/** Finds out where a candidate's step spends its time. */
public final class Explainer {
  private static final int MOST_METHODS = 15;

  /** Fewer say nothing: the share of a tenth would be off by a third of itself. */
  private static final int FEWEST_SAMPLES = 100;

  private static final List<String> NOT_THE_TRAINERS =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "dev.fourfold.core.");

  private final Workload workload;
  private final Corpus corpus;
  private final int threads;
  private final Duration deadline;

  /**
   * An explainer.
   *
   * @param corpus what a trainer without a clock is trained on; one with a clock gets the default
   */
  public Explainer(Workload workload, Corpus corpus, int threads, Duration deadline) {
    this.workload = workload;
    this.corpus = corpus;
    this.threads = threads;
    this.deadline = deadline;
  }

  /**
   * Explains a candidate.
   *
   * @param workspace where the flight recorder may write
   * @throws BadInputException if its classes name what they may not, or too few samples could be
   *     taken
   */
  public Explanation explain(Candidate candidate, Workspace workspace) {
    if (candidate.forbidden().isPresent()) {
      throw new BadInputException(candidate.name() + ": " + candidate.forbidden().get());
    }
    double peak = MachineLimits.fmaPeakGflops(threads);
    Optional<PhaseTimes> times =
        candidate.manifest().isPresent()
            ? Optional.empty()
            : PhaseTimes.of(candidate.name(), workload.name(), threads);
    return times.isPresent()
        ? fromClock(candidate, peak, times.get())
        : fromSamples(candidate, peak, workspace);
  }

  private Explanation fromClock(Candidate candidate, double peak, PhaseTimes times) {
    Map<String, Double> shares = new LinkedHashMap<>();
    times.phaseSeconds().forEach((phase, seconds) -> shares.put(phase, seconds / times.seconds()));
    double known = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    shares.put(Explanation.OTHER, Math.max(0, 1 - known));
    return explanation(
        candidate,
        Explanation.CLOCK,
        times.steps(),
        peak,
        times.seconds() / times.steps(),
        shares,
        List.of());
  }

  private Explanation fromSamples(Candidate candidate, double peak, Workspace workspace) {
    TrainingTask task = workload.task(threads);
    Profile profile =
        Profile.take(candidate, task, corpus, deadline, workspace.newDirectory("recording"));
    int samples = profile.stacks().size();
    if (samples < FEWEST_SAMPLES) {
      throw new BadInputException(
          "%s: only %d samples could be taken of it".formatted(candidate.name(), samples));
    }
    PhaseMap map = PhaseMap.read(profile.classes());
    Map<String, Double> byPhase = new LinkedHashMap<>();
    for (StepPhase phase : StepPhase.values()) {
      byPhase.put(phase.title(), 0.0);
    }
    Map<Explanation.MethodShare, Integer> byMethod = new LinkedHashMap<>();
    for (RecordedStackTrace stack : profile.stacks()) {
      String phase = phaseOf(stack, map);
      byPhase.merge(phase, 1.0 / samples, Double::sum);
      byMethod.merge(new Explanation.MethodShare(methodOf(stack), phase, 0), 1, Integer::sum);
    }
    byPhase.values().removeIf(share -> share == 0);
    return explanation(
        candidate,
        Explanation.SAMPLES,
        samples,
        peak,
        profile.secondsPerStep(),
        byPhase,
        mostOf(byMethod, samples));
  }

  private Explanation explanation(
      Candidate candidate,
      String source,
      int observations,
      double peakBefore,
      double secondsPerStep,
      Map<String, Double> shares,
      List<Explanation.MethodShare> methods) {
    TrainingTask task = workload.task(threads);
    // Looked at before and after: what disturbs makes a look too low, never too high.
    double peak = Math.max(peakBefore, MachineLimits.fmaPeakGflops(threads));
    List<Explanation.PhaseShare> phases = new ArrayList<>();
    shares.forEach(
        (phase, share) -> {
          Optional<Double> flops =
              StepPhase.titled(phase).map(known -> known.flops(task)).filter(work -> work > 0);
          phases.add(
              new Explanation.PhaseShare(
                  phase,
                  share * secondsPerStep,
                  share,
                  flops,
                  flops.map(work -> work / (share * secondsPerStep) / (peak * 1e9))));
        });
    return new Explanation(
        Explanation.SCHEMA,
        candidate.name(),
        workload.name(),
        threads,
        source,
        observations,
        secondsPerStep,
        peak,
        workload.flopsPerStep(),
        workload.flopsPerStep() / secondsPerStep / (peak * 1e9),
        phases,
        methods);
  }

  /** The nearest caller that says in which phase it is. */
  private static String phaseOf(RecordedStackTrace stack, PhaseMap map) {
    for (RecordedFrame frame : stack.getFrames()) {
      RecordedMethod method = frame.getMethod();
      Optional<StepPhase> phase =
          map.of(method.getType().getName(), method.getName(), method.getDescriptor());
      if (phase.isPresent()) {
        return phase.get().title();
      }
    }
    return Explanation.OTHER;
  }

  /** The innermost of the trainer's own methods: what it calls of the JDK counts as its own. */
  private static String methodOf(RecordedStackTrace stack) {
    for (RecordedFrame frame : stack.getFrames()) {
      String type = frame.getMethod().getType().getName();
      if (NOT_THE_TRAINERS.stream().noneMatch(type::startsWith)) {
        return type + "." + frame.getMethod().getName();
      }
    }
    return "(outside the trainer)";
  }

  private static List<Explanation.MethodShare> mostOf(
      Map<Explanation.MethodShare, Integer> counts, int samples) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_METHODS)
        .map(
            entry ->
                new Explanation.MethodShare(
                    entry.getKey().method(),
                    entry.getKey().phase(),
                    (double) entry.getValue() / samples))
        .toList();
  }
}
