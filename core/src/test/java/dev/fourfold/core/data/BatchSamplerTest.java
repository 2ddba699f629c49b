package dev.fourfold.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {

  @Property(tries = 200)
  void theSameSeedDrawsTheSameBatches(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int batchSize,
      @ForAll @IntRange(min = 1, max = 20) int time) {
    byte[] text = countingText(200);
    BatchSampler one = new BatchSampler(text, batchSize, time, seed);
    BatchSampler other = new BatchSampler(text, batchSize, time, seed);
    for (int step = 0; step < 3; step++) {
      TokenBatch batch = one.next();
      TokenBatch same = other.next();
      assertArrayEquals(batch.inputs(), same.inputs());
      assertArrayEquals(batch.targets(), same.targets());
    }
  }

  /** In a text that counts its bytes, each token tells its place. */
  @Property(tries = 200)
  void sequencesAreRunsOfTheTextAndTargetsFollowTheirInputs(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int batchSize,
      @ForAll @IntRange(min = 1, max = 20) int time) {
    int length = batchSize * (time + 1) + 17;
    TokenBatch batch = new BatchSampler(countingText(length), batchSize, time, seed).next();
    assertEquals(batchSize * time, batch.inputs().length);
    for (int i = 0; i < batch.inputs().length; i++) {
      int start = batch.inputs()[i / time * time];
      assertEquals(start + i % time, batch.inputs()[i]);
      assertEquals(batch.inputs()[i] + 1, batch.targets()[i]);
      assertTrue(batch.targets()[i] < length);
    }
  }

  @Test
  void everyPlaceIsDrawn() {
    BatchSampler sampler = new BatchSampler(countingText(10), 1, 3, 5);
    Set<Integer> starts = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      starts.add(sampler.next().inputs()[0]);
    }
    assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6), starts);
  }

  @Test
  void bytesAboveAsciiAreTokensAbove127() {
    byte[] text = new byte[10];
    Arrays.fill(text, (byte) 0xfe);
    TokenBatch batch = new BatchSampler(text, 1, 3, 5).next();
    assertArrayEquals(new int[] {254, 254, 254}, batch.inputs());
    assertArrayEquals(new int[] {254, 254, 254}, batch.targets());
  }

  @Test
  void aTextSmallerThanOneBatchIsRefusedWithTheNumbers() {
    Exception refusal =
        assertThrows(IllegalArgumentException.class, () -> new BatchSampler(new byte[23], 3, 7, 0));
    assertEquals(
        "the text has 23 bytes, a batch of 3 sequences of 7 tokens needs at least 24",
        refusal.getMessage());
    assertEquals(21, new BatchSampler(new byte[24], 3, 7, 0).next().inputs().length);
  }

  @Test
  void aBatchHasAsManyTargetsAsInputs() {
    assertThrows(IllegalArgumentException.class, () -> new TokenBatch(new int[2], new int[3]));
  }

  private static byte[] countingText(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) i;
    }
    return text;
  }
}
