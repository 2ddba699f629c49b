package dev.fourfold.harness.grading;

import dev.fourfold.core.training.Workload;
import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.core.worker.WorkerProcess;
import dev.fourfold.harness.doctor.Calibration;
import dev.fourfold.harness.doctor.Fitness;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.measure.MachinePeak;
import dev.fourfold.harness.measure.Measured;
import dev.fourfold.harness.measure.Measurement;
import dev.fourfold.harness.measure.MeasurementPlan;
import dev.fourfold.harness.measure.Progress;
import dev.fourfold.harness.result.Derived;
import dev.fourfold.harness.result.GradingResult;
import dev.fourfold.harness.result.Verdict;
import dev.fourfold.harness.statistics.Estimate;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.verify.Check;
import dev.fourfold.harness.verify.Reason;
import dev.fourfold.harness.verify.ReasonCode;
import dev.fourfold.harness.verify.Verification;
import dev.fourfold.harness.verify.Verifier;
import dev.fourfold.harness.verify.WorkerFailures;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Grades candidates: verify, measure, estimate. */
public final class Grading {
  private final MeasurementPlan plan;
  private final long verificationSeed;
  private final Progress progress;
  private final Optional<Fitness> fitness;
  private final Optional<Calibration> calibration;

  /**
   * A grading.
   *
   * @param verificationSeed what held-out shapes are drawn from
   */
  public Grading(MeasurementPlan plan, long verificationSeed, Progress progress) {
    this(plan, verificationSeed, progress, Optional.empty(), Optional.empty());
  }

  /**
   * A grading of which the result says what was known of the machine before.
   *
   * @param fitness what {@code doctor} says of it
   * @param calibration what A/A gradings told; the plan's rule respects it already
   */
  public Grading(
      MeasurementPlan plan,
      long verificationSeed,
      Progress progress,
      Optional<Fitness> fitness,
      Optional<Calibration> calibration) {
    this.plan = plan;
    this.verificationSeed = verificationSeed;
    this.progress = progress;
    this.fitness = fitness;
    this.calibration = calibration;
  }

  /** One graded candidate: its result, and JMH's record of the same rounds. */
  public record Graded(GradingResult result, Measured measured) {}

  /** The pipeline. Results come in the order of the candidates. */
  public List<Graded> run(List<Candidate> candidates) {
    return run(candidates, graded -> {});
  }

  /**
   * The pipeline.
   *
   * @param concluded is told of each candidate as soon as it is graded, while others go on
   * @throws IllegalStateException if Fourfold or the machine fails, not the candidates
   */
  public List<Graded> run(List<Candidate> candidates, Consumer<Graded> concluded) {
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Machine machine = Machine.read();
    // Before any worker is started from the jars: whoever builds meanwhile is found out.
    Digests.ofThisFourfold().requireUnchanged();
    IdentityHashMap<Candidate, Graded> graded = new IdentityHashMap<>();
    IdentityHashMap<Candidate, Verification> sound = new IdentityHashMap<>();
    for (Candidate candidate : candidates) {
      Verification verification = check(candidate);
      if (verification.passed()) {
        sound.put(candidate, verification);
      } else {
        graded.put(candidate, conclude(verification, unmeasured(candidate), 0, machine, start));
        concluded.accept(graded.get(candidate));
      }
    }
    if (!sound.isEmpty()) {
      MachinePeak peak = MachinePeak.of(plan.threads());
      new Measurement(plan, progress, peak)
          .run(
              candidates.stream().filter(sound::containsKey).toList(),
              measured -> {
                Candidate one = measured.candidate();
                graded.put(one, conclude(sound.get(one), measured, peak.gflops(), machine, start));
                concluded.accept(graded.get(one));
              });
    }
    return candidates.stream().map(graded::get).toList();
  }

  /** SHA-256 of what gradings run on: Fourfold's own jars and the JDK. */
  public static Map<String, String> digests() {
    return Digests.ofThisFourfold().byName();
  }

  /**
   * Verification only: untimed, in a worker of its own.
   *
   * @throws IllegalStateException if that fails by no fault of the candidate's
   */
  public Verification check(Candidate candidate) {
    if (candidate.forbidden().isPresent()) {
      Reason reason = new Reason(ReasonCode.FORBIDDEN_API, candidate.forbidden().get());
      return new Verification(List.of(), Optional.of(reason), List.of());
    }
    progress.say("verifying " + candidate.name());
    try (WorkerProcess worker =
        WorkerProcess.start(candidate.name(), candidate.command(), plan.deadline())) {
      return new Verifier(verificationSeed, plan.threads()).verify(worker, candidate);
    } catch (WorkerException e) {
      return new Verification(
          List.of(), Optional.of(WorkerFailures.reason(e, candidate)), List.of());
    }
  }

  private static Measured unmeasured(Candidate candidate) {
    return new Measured(
        candidate, List.of(), List.of(), Optional.empty(), Optional.empty(), List.of(), List.of());
  }

  private Graded conclude(
      Verification verification, Measured measured, double peak, Machine machine, Instant start) {
    Digests digests = Digests.ofThisFourfold();
    digests.requireUnchanged();
    List<Check> checks = new ArrayList<>(verification.checks());
    checks.addAll(measured.checks());
    Optional<Reason> failure = verification.failure().or(measured::failure);
    Workload workload = plan.workload();
    Derived derived =
        failure.isPresent()
            ? Derived.nothing()
            : Derived.of(
                measured.rounds(), plan.rule(), peak, workload.flopsPerStep(), workload.steps());
    Optional<Reason> noise =
        measured.endedEarly().isPresent()
            ? Optional.empty()
            : derived.speedup().flatMap(speedup -> noise(speedup, measured.rounds().size()));
    Verdict verdict =
        failure.isPresent()
            ? Verdict.REJECTED
            : noise.isPresent() ? Verdict.UNRESOLVED : Verdict.VERIFIED;
    GradingResult result =
        new GradingResult(
            GradingResult.SCHEMA,
            verdict,
            failure.or(() -> noise).stream().toList(),
            GradingResult.Who.of(measured.candidate()),
            GradingResult.What.of(plan.workload(), plan.corpus().name(), plan.corpus().digest()),
            derived.speedup(),
            derived.human(),
            derived.limit(),
            derived.cold(),
            GradingResult.How.of(
                plan.rule(), plan.warmUp().toNanos() / 1e9, calibration, measured.endedEarly()),
            measured.rounds(),
            new GradingResult.Checks(checks, verification.notes()),
            Optional.of(measured.losses()).filter(losses -> !losses.isEmpty()),
            new GradingResult.Where(
                version(Grading.class),
                jmhVersion(),
                plan.threads(),
                machine.withSandbox(measured.candidate().sandbox()),
                digests.byName(),
                fitness),
            start.toString(),
            Optional.empty());
    return new Graded(result, measured);
  }

  private Optional<Reason> noise(Estimate speedup, int rounds) {
    if (speedup.relativeHalfWidth() <= plan.rule().precision()) {
      return Optional.empty();
    }
    return Optional.of(
        new Reason(
            ReasonCode.TOO_NOISY,
            "after %d rounds the interval is ±%.1f %%, ±%.1f %% was asked for"
                .formatted(
                    rounds, 100 * speedup.relativeHalfWidth(), 100 * plan.rule().precision())));
  }

  private static String version(Class<?> type) {
    return Optional.ofNullable(type.getPackage().getImplementationVersion()).orElse("unpackaged");
  }

  private static String jmhVersion() {
    return Optional.ofNullable(org.openjdk.jmh.Main.class.getPackage().getImplementationVersion())
        .orElse("1.37");
  }
}
