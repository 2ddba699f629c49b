package dev.fourfold.harness.result;

import dev.fourfold.harness.measure.Surroundings;
import dev.fourfold.harness.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * A result held against an older one of the same sources.
 *
 * @param outcome whether the two speedups may be the same, by their intervals
 * @param differences what differs between the two gradings: machine and its condition, JDK, flags,
 *     Fourfold
 * @param lines what to tell
 */
public record Reproduction(Outcome outcome, List<String> differences, List<String> lines) {
  /** Cores so much slower mark a block as disturbed; strangers are no excuse for more. */
  private static final double MOST_BY_STRANGERS = 1 / Surroundings.LEAST_CORE_SPEED;

  /** What came of it. */
  public enum Outcome {
    /** The intervals overlap, as those of results that share a rank in a comparison. */
    COMPATIBLE("compatible", Verdict.VERIFIED),

    /**
     * They do not, but in one of them rounds count that stayed disturbed, and that may be why: an
     * interval is of the machine as it was.
     */
    UNDECIDED(
        "undecided: rounds that stayed disturbed count, and that may be why the intervals do not"
            + " overlap; grade again in a quiet hour",
        Verdict.UNRESOLVED),

    /** They do not. */
    NOT_COMPATIBLE("not compatible", Verdict.REJECTED),

    /** One of them has no interval. */
    NOT_COMPARABLE("not comparable: one of them has no speedup", Verdict.REJECTED);

    private final String words;
    private final Verdict alike;

    Outcome(String words, Verdict alike) {
      this.words = words;
      this.alike = alike;
    }

    /** What a command ends with. */
    public int exitCode() {
      return alike.exitCode();
    }
  }

  public Reproduction {
    differences = List.copyOf(differences);
    lines = List.copyOf(lines);
  }

  /** Compares. */
  public static Reproduction of(GradingResult old, GradingResult again) {
    List<String> lines = new ArrayList<>();
    List<String> differences = differences(old, again);
    Outcome outcome = outcome(old, again);
    lines.add("then: " + describe(old));
    lines.add("now:  " + describe(again));
    lines.add(outcome.words);
    if (outcome != Outcome.COMPATIBLE && differences.isEmpty()) {
      lines.add("neither machine, JDK, flags, Fourfold nor sources differ");
    }
    differences.forEach(difference -> lines.add("differs: " + difference));
    return new Reproduction(outcome, differences, lines);
  }

  private static Outcome outcome(GradingResult old, GradingResult again) {
    if (old.speedup().isEmpty() || again.speedup().isEmpty()) {
      return Outcome.NOT_COMPARABLE;
    }
    Estimate then = old.speedup().get();
    Estimate now = again.speedup().get();
    if (areCompatible(then, now)) {
      return Outcome.COMPATIBLE;
    }
    double apart = Math.max(then.point(), now.point()) / Math.min(then.point(), now.point());
    boolean disturbed = old.countsDisturbed() || again.countsDisturbed();
    return disturbed && apart <= MOST_BY_STRANGERS ? Outcome.UNDECIDED : Outcome.NOT_COMPATIBLE;
  }

  static boolean areCompatible(Estimate one, Estimate other) {
    return one.low() <= other.high() && other.low() <= one.high();
  }

  private static String describe(GradingResult result) {
    return result
        .speedup()
        .map(
            speedup ->
                String.format(
                    Locale.ROOT,
                    "%s, %.3f× (%.3f–%.3f) in %d rounds%s",
                    result.verdict().word(),
                    speedup.point(),
                    speedup.low(),
                    speedup.high(),
                    result.rounds().size(),
                    result.disturbedRounds().map(what -> "; " + what).orElse("")))
        .orElse(result.verdict().word());
  }

  private static List<String> differences(GradingResult old, GradingResult again) {
    List<String> found = new ArrayList<>();
    GradingResult.Where then = old.environment();
    GradingResult.Where now = again.environment();
    compare(found, "machine: processor", then.machine().cpu(), now.machine().cpu());
    compare(found, "machine: cores granted", then.threads(), now.threads());
    compare(found, "machine: memory", then.machine().memoryBytes(), now.machine().memoryBytes());
    compare(found, "machine: kernel", then.machine().kernel(), now.machine().kernel());
    if (old.speedup().isPresent() && again.speedup().isPresent()) {
      compare(found, "machine: its condition", condition(old), condition(again));
    }
    compare(found, "machine: sandbox", then.machine().sandbox(), now.machine().sandbox());
    compare(found, "JDK", then.machine().jvm(), now.machine().jvm());
    compare(found, "flags", then.machine().workerFlags(), now.machine().workerFlags());
    compare(
        found, "flags of the submission", old.candidate().jvmArgs(), again.candidate().jvmArgs());
    compare(found, "sources", old.candidate().sourceDigest(), again.candidate().sourceDigest());
    compare(found, "classes", old.candidate().classDigest(), again.candidate().classDigest());
    compareDigests(found, then.digests(), now.digests());
    return found;
  }

  private static String condition(GradingResult result) {
    return result.countsDisturbed() ? "disturbed" : "quiet";
  }

  private static void compareDigests(
      List<String> found, Map<String, String> then, Map<String, String> now) {
    TreeSet<String> names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      if (!Objects.equals(then.get(name), now.get(name))) {
        found.add(name.equals("jdk") ? "JDK: its files" : "Fourfold: " + name);
      }
    }
  }

  private static void compare(List<String> found, String what, Object then, Object now) {
    if (!Objects.equals(then, now)) {
      found.add("%s: then %s, now %s".formatted(what, then, now));
    }
  }
}
