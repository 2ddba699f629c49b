package dev.fourfold.harness.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextEntropyTest {

  private static TextEntropy of(String text) {
    return TextEntropy.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aByteThatFollowsFromTheOneBeforeCostsNothing() {
    // After the first: two a, two b; each known from the one before.
    TextEntropy entropy = of("ababa");
    assertEquals(Math.log(2), entropy.unigram(), 1e-15);
    assertEquals(0, entropy.bigram(), 1e-15);
  }

  @Test
  void aByteThatDoesNotFollowCostsAsMuchAsAlone() {
    // Pairs ab, bb, ba, aa: after each letter either is as likely.
    TextEntropy entropy = of("abbaa");
    assertEquals(Math.log(2), entropy.unigram(), 1e-15);
    assertEquals(Math.log(2), entropy.bigram(), 1e-15);
  }

  @Test
  void bytesAboveAsciiCountToo() {
    byte[] noise = new byte[1 << 20];
    new SplittableRandom(1).nextBytes(noise);
    // A count of n too few reads about (bins − 1)/(2n) low (Miller 1955): 1.2e-4 and 0.031 here.
    assertEquals(Math.log(256), TextEntropy.of(noise).unigram(), 1e-3);
    assertEquals(Math.log(256) - 0.031, TextEntropy.of(noise).bigram(), 2e-3);
  }
}
