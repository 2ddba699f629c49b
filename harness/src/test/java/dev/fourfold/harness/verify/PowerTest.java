package dev.fourfold.harness.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.harness.verify.Mutants.Mutant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every mutant is rejected and told why, every honest variant is verified: under one seed here,
 * under twenty by {@link Power}.
 */
class PowerTest {
  private static final long SEED = 1;
  private static final Verifier VERIFIER = new Verifier(SEED, 2);

  static Stream<Arguments> mutants() {
    return Mutants.all().stream().map(mutant -> Arguments.of(mutant.name(), mutant));
  }

  static Stream<Arguments> variants() {
    return Variants.all().stream().map(variant -> Arguments.of(variant.name(), variant));
  }

  @Test
  void thereAreAsManyAsPromised() {
    assertTrue(Mutants.all().size() >= 40);
    assertTrue(Variants.all().size() >= 10);
    List<String> names = Variants.all().stream().map(TrainerProvider::name).toList();
    assertTrue(names.containsAll(List.of("naive", "human")), names::toString);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void mutantIsRejected(String name, Mutant mutant) {
    Verification verification = VERIFIER.verify(mutant.fresh().get());
    assertFalse(verification.passed());
    String message = verification.failure().orElseThrow().message();
    assertTrue(message.contains("--seed " + SEED), message);
    assertTrue(message.contains("L="), message);
    assertFalse(message.contains("\n"), message);
    assertTrue(hint(message).contains(mutant.hint()), message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void variantIsVerified(String name, TrainerProvider variant) {
    Verification verification = VERIFIER.verify(variant);
    assertEquals("", verification.failure().map(Reason::message).orElse(""));
    assertTrue(verification.checks().stream().allMatch(Check::passed));
  }

  private static String hint(String message) {
    int start = message.indexOf("; hint: ");
    return start < 0 ? "" : message.substring(start);
  }
}
