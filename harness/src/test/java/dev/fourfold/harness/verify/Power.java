package dev.fourfold.harness.verify;

import dev.fourfold.core.training.TrainerProvider;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Shows the verification's power: every mutant and every honest variant under a number of seeds.
 *
 * <pre>
 * java --add-modules jdk.incubator.vector \
 *   -cp 'harness/target/test-classes:harness/target/classes:harness/target/lib/*' \
 *   dev.fourfold.harness.verify.Power 20
 * </pre>
 *
 * <p>With a second number, the honest variants alone, which are accused too rarely for twenty seeds
 * to show it: {@code Power 0 400}, half an hour on two cores.
 *
 * <p>For a mutant, the table shows the smallest of its largest errors in units of the bound, over
 * seeds, and what failed first under that seed: how near it came to getting through. For a variant,
 * the largest: how near it came to being accused.
 */
final class Power {
  private Power() {}

  /**
   * One subject under all seeds.
   *
   * @param rejected under how many seeds
   * @param ratio the error of the first failing quantity over its bound, the smallest over seeds;
   *     for an honest one the largest error of all over its bound, the largest over seeds
   * @param first what failed first under that seed
   */
  record Row(String name, int rejected, int seeds, double ratio, String first) {

    @Override
    public String toString() {
      return "%-52s %3d of %d  %9.3g  %s".formatted(name, rejected, seeds, ratio, first);
    }
  }

  /**
   * Prints both tables, or the second one of more seeds.
   *
   * @param arguments the number of seeds; another number of seeds for honest variants alone
   */
  public static void main(String[] arguments) {
    int seeds = Integer.parseInt(arguments[0]);
    if (seeds > 0) {
      both(verifiers(seeds));
    }
    if (arguments.length > 1) {
      honest(verifiers(Integer.parseInt(arguments[1])));
    }
  }

  private static List<Verifier> verifiers(int seeds) {
    return LongStream.rangeClosed(1, seeds).mapToObj(seed -> new Verifier(seed, 2)).toList();
  }

  private static void both(List<Verifier> seeds) {
    System.out.println("Mutant: rejected under, smallest error over bound, what failed first");
    List<Row> mutants =
        Mutants.all().stream()
            .map(mutant -> mutant(mutant.name(), mutant.fresh(), seeds))
            .peek(System.out::println)
            .toList();
    System.out.printf(
        "%d of %d mutants caught under each of %d seeds%n%n",
        mutants.stream().filter(row -> row.rejected() == seeds.size()).count(),
        mutants.size(),
        seeds.size());
    honest(seeds);
  }

  private static void honest(List<Verifier> seeds) {
    System.out.println("Honest variant: rejected under, largest error over bound, of what");
    List<Row> variants =
        Variants.all().stream()
            .map(variant -> variant(variant, seeds))
            .peek(System.out::println)
            .toList();
    System.out.printf(
        "%d of %d honest variants accused under one of %d seeds or more%n",
        variants.stream().filter(row -> row.rejected() > 0).count(), variants.size(), seeds.size());
  }

  static Row mutant(String name, Supplier<TrainerProvider> fresh, List<Verifier> seeds) {
    return seeds.parallelStream()
        .map(seed -> row(name, seed.verify(fresh.get())))
        .reduce((one, other) -> merge(one, other.ratio() < one.ratio() ? other : one, other))
        .orElseThrow();
  }

  static Row variant(TrainerProvider variant, List<Verifier> seeds) {
    return seeds.parallelStream()
        .map(seed -> row(variant.name(), seed.verify(variant)))
        .reduce((one, other) -> merge(one, other.ratio() > one.ratio() ? other : one, other))
        .orElseThrow();
  }

  private static Row merge(Row one, Row chosen, Row other) {
    return new Row(
        one.name(),
        one.rejected() + other.rejected(),
        one.seeds() + other.seeds(),
        chosen.ratio(),
        chosen.first());
  }

  private static Row row(String name, Verification verification) {
    double ratio = 0;
    String worst = "";
    for (Check check : verification.checks()) {
      double one =
          Double.isFinite(check.worst())
              ? check.worst() / check.tolerance()
              : Double.POSITIVE_INFINITY;
      if (one > ratio) {
        ratio = one;
        worst = check.name();
      }
    }
    boolean byCheck = verification.checks().stream().anyMatch(check -> !check.passed());
    String first =
        verification.failure().map(reason -> reason.code() + ": " + reason.message()).orElse(worst);
    // What is rejected for its behaviour, not for a number, is infinitely far from passing.
    boolean byBehaviour = !verification.passed() && !byCheck;
    return new Row(
        name,
        verification.passed() ? 0 : 1,
        1,
        byBehaviour ? Double.POSITIVE_INFINITY : ratio,
        first);
  }
}
