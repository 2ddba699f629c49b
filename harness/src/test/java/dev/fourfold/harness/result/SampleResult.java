package dev.fourfold.harness.result;

import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.doctor.Calibration;
import dev.fourfold.harness.doctor.Calibrations;
import dev.fourfold.harness.measure.BlockRecord;
import dev.fourfold.harness.measure.ColdSample;
import dev.fourfold.harness.measure.EpisodeSample;
import dev.fourfold.harness.measure.LossSample;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.measure.Measured;
import dev.fourfold.harness.measure.RoundRecord;
import dev.fourfold.harness.measure.Surroundings;
import dev.fourfold.harness.sandbox.Division;
import dev.fourfold.harness.statistics.IntervalRule;
import dev.fourfold.harness.verify.Check;
import dev.fourfold.harness.verify.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Sound results, made up: nothing was run for them. */
public final class SampleResult {
  private static final List<String> TRAINERS =
      List.of(EpisodeSample.BASELINE, EpisodeSample.HUMAN, EpisodeSample.CANDIDATE);
  private static final Map<String, Double> SECONDS =
      Map.of(EpisodeSample.BASELINE, 5.7, EpisodeSample.HUMAN, 1.4, EpisodeSample.CANDIDATE, 0.075);

  /** The human reference has no seat in later rounds. */
  private static final int WITH_HUMAN = 3;

  /** What cores do of what they can, in a quiet hour and in another. */
  private static final double QUIET = 0.97;

  private static final double SLOW = 0.5;

  private SampleResult() {}

  public static GradingResult verified() {
    IntervalRule rule = IntervalRule.of(0.05, 4, Optional.of(0.01));
    Calibration calibration =
        new Calibration(Calibrations.fingerprint(machine()), "small", 12, 0.01, "2026-01-01");
    List<RoundRecord> rounds = rounds(4);
    Workload workload = Workload.SMALL;
    Derived derived = Derived.of(rounds, rule, 428, workload.flopsPerStep(), workload.steps());
    return result(
        Verdict.VERIFIED,
        List.of(),
        derived,
        GradingResult.How.of(rule, 3, Optional.of(calibration), Optional.empty()),
        rounds,
        List.of(new Check("episode.loss.first", 1e-8, 2e-6, true)));
  }

  public static GradingResult rejected() {
    return rejected("frontier");
  }

  /** A rejected one of somebody's. */
  public static GradingResult rejected(String name) {
    IntervalRule rule = IntervalRule.of(0.05, 12, Optional.empty());
    return result(
        name,
        Workload.SMALL,
        Verdict.REJECTED,
        List.of(
            new Reason(
                "not-finite",
                "small, round 1, episode 1, seed 7: the loss of step 1 is not finite")),
        Derived.nothing(),
        GradingResult.How.of(rule, 3, Optional.empty(), Optional.empty()),
        List.of(),
        List.of(new Check("episode.loss.first", Double.NaN, 2e-6, false)));
  }

  /**
   * A verified one of somebody's.
   *
   * @param name of the candidate
   * @param speedup about how many times faster it is
   * @param workload what it trained
   * @param seed of the noise
   */
  public static GradingResult of(String name, double speedup, Workload workload, long seed) {
    return of(name, speedup, workload, seed, QUIET);
  }

  /** A verified one, of which no round was quiet. */
  public static GradingResult disturbed(String name, double speedup, long seed) {
    return of(name, speedup, Workload.SMALL, seed, SLOW);
  }

  private static GradingResult of(
      String name, double speedup, Workload workload, long seed, double coreSpeed) {
    IntervalRule rule = IntervalRule.of(0.05, 4, Optional.empty());
    double candidateSeconds = SECONDS.get(EpisodeSample.BASELINE) / speedup;
    List<RoundRecord> all = rounds(4, candidateSeconds, seed, coreSpeed);
    Optional<String> endedEarly = Measured.plainlySlower(true, name, all.subList(0, 3), rule);
    List<RoundRecord> rounds = endedEarly.isPresent() ? all.subList(0, 3) : all;
    Derived derived = Derived.of(rounds, rule, 428, workload.flopsPerStep(), workload.steps());
    GradingResult result =
        result(
            name,
            workload,
            Verdict.VERIFIED,
            List.of(),
            derived,
            GradingResult.How.of(rule, 3, Optional.empty(), endedEarly),
            rounds,
            checks());
    return result;
  }

  private static GradingResult result(
      Verdict verdict,
      List<Reason> reasons,
      Derived derived,
      GradingResult.How how,
      List<RoundRecord> rounds,
      List<Check> checks) {
    return result("frontier", Workload.SMALL, verdict, reasons, derived, how, rounds, checks);
  }

  private static GradingResult result(
      String name,
      Workload workload,
      Verdict verdict,
      List<Reason> reasons,
      Derived derived,
      GradingResult.How how,
      List<RoundRecord> rounds,
      List<Check> checks) {
    String digest = "sha256:" + "0".repeat(64);
    return new GradingResult(
        GradingResult.SCHEMA,
        verdict,
        reasons,
        new GradingResult.Who(
            name,
            "built-in",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            "0".repeat(64),
            new Division("several", true)),
        GradingResult.What.of(workload, "a corpus", "0".repeat(64)),
        derived.speedup(),
        derived.human(),
        derived.limit(),
        derived.cold(),
        how,
        rounds,
        new GradingResult.Checks(checks, List.of()),
        Optional.of(rounds).filter(all -> !all.isEmpty()).map(all -> losses()),
        new GradingResult.Where(
            "0.1.0",
            "1.37",
            2,
            machine(),
            Map.of(
                "core",
                digest,
                "baselines",
                digest,
                "benchmarks",
                digest,
                "harness",
                digest,
                "jdk",
                digest),
            Optional.empty()),
        "2026-01-01T12:00:00Z",
        Optional.empty());
  }

  private static List<LossSample> losses() {
    List<Double> expected = List.of(5.5625, 5.25, 5.125, 5.0);
    return TRAINERS.stream()
        .map(
            trainer ->
                new LossSample(
                    trainer,
                    7,
                    expected.stream().map(loss -> loss * (1 + 1e-8 * trainer.length())).toList(),
                    expected))
        .toList();
  }

  private static List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (String kind : List.of("gradient", "sharp", "clipping", "decay", "steep", "middle")) {
      checks.add(new Check(kind + ".loss.first", 1.2e-8, 3e-7, true));
      checks.add(new Check(kind + ".update.attn.c_attn.weight.query", 7.9e-7, 3e-5, true));
    }
    checks.add(new Check("episode.loss.first", 1e-8, 2e-6, true));
    checks.add(new Check("episode.loss.later", 1e-7, 4e-6, true));
    return checks;
  }

  private static Machine machine() {
    return new Machine(
        "a processor",
        2,
        2,
        2,
        1,
        Optional.empty(),
        List.of("L2 unified 1024 KiB"),
        24L << 30,
        0,
        "a model",
        "Linux",
        "6.1",
        "a JVM 25",
        List.of("-Xmx2g"),
        "none",
        0.5,
        0);
  }

  /** Rounds whose ratios differ by half a percent. */
  private static List<RoundRecord> rounds(int count) {
    return rounds(count, SECONDS.get(EpisodeSample.CANDIDATE), 6, QUIET);
  }

  private static List<RoundRecord> rounds(
      int count, double candidateSeconds, long seed, double coreSpeed) {
    Map<String, Double> usual = new HashMap<>(SECONDS);
    usual.put(EpisodeSample.CANDIDATE, candidateSeconds);
    Random random = new Random(seed);
    List<RoundRecord> rounds = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      List<ColdSample> cold = new ArrayList<>();
      List<BlockRecord> blocks = new ArrayList<>();
      List<EpisodeSample> episodes = new ArrayList<>();
      for (String trainer : TRAINERS) {
        double start = 0.06 + 0.001 * random.nextDouble();
        cold.add(new ColdSample(trainer, random.nextLong(), start, start + 2.5));
      }
      for (int pass = 1; pass <= 2; pass++) {
        for (String trainer : pass == 1 ? TRAINERS : TRAINERS.reversed()) {
          boolean disturbed = number == 2 && pass == 1 && trainer.equals(EpisodeSample.HUMAN);
          for (int attempt = 1; attempt <= (disturbed ? 2 : 1); attempt++) {
            Surroundings surroundings =
                new Surroundings(
                    usual.get(trainer),
                    Optional.of(disturbed && attempt == 1 ? 0.5 : 0),
                    disturbed && attempt == 1 ? Optional.of("make") : Optional.empty(),
                    Optional.of(0.0),
                    Optional.of(coreSpeed),
                    0,
                    0);
            blocks.add(
                new BlockRecord(
                    blocks.size(),
                    trainer,
                    pass,
                    attempt,
                    true,
                    surroundings,
                    surroundings.disturbances()));
            double seconds = usual.get(trainer) * Math.exp(0.005 * random.nextGaussian());
            episodes.add(
                new EpisodeSample(
                    trainer,
                    episodes.size(),
                    blocks.size() - 1,
                    random.nextLong(),
                    seconds,
                    1.9 * seconds));
          }
        }
      }
      List<String> seated = new ArrayList<>(TRAINERS);
      if (number > WITH_HUMAN) {
        seated.remove(EpisodeSample.HUMAN);
        cold.removeIf(start -> !seated.contains(start.trainer()));
        blocks.removeIf(block -> !seated.contains(block.trainer()));
        episodes.removeIf(episode -> !seated.contains(episode.trainer()));
      }
      rounds.add(
          new RoundRecord(
              number, random.nextLong(), seated, cold, BlockRecord.count(blocks), episodes));
    }
    return rounds;
  }
}
