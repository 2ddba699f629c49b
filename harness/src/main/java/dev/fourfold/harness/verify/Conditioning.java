package dev.fourfold.harness.verify;

import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.oracle.Oracle;
import dev.fourfold.core.training.Episode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Tells whether a probe is fit to be asked: whether what it asks for is determined by its inputs to
 * within a few of their rounding errors. Now and then a random state is not so: a LayerNorm of
 * nearly equal numbers, a gradient that nearly cancels, or, with a tiny ε, one near enough to zero
 * for its sign to be open. There legal fp32 trainers are off by more than their bounds, and a bound
 * that allowed for it would let liars through everywhere else. Such a probe is drawn again; such a
 * timed episode, which nobody can draw again, has bounds of its own.
 */
final class Conditioning {
  /** The relative size of the disturbances: four roundings of a parameter. */
  private static final double DISTURBANCE = 0x1p-22;

  private static final int DISTURBANCES = 3;

  private Conditioning() {}

  /**
   * Whether no quantity of the probe is moved by more than its kind allows.
   *
   * @param exact what the oracle makes of it undisturbed
   */
  static boolean isFit(Probe probe, Expected exact) {
    return amplification(probe, exact) <= probe.kind().mostAmplification();
  }

  /**
   * By how many times the relative disturbance of its initial parameters a probe's most sensitive
   * gradient or update moves, in the units of {@link Deviations}: the largest of a few random
   * disturbances, computed by the oracle.
   */
  static double amplification(Probe probe, Expected exact) {
    return movements(probe, exact).stream()
            .filter(movement -> movement.part().isPresent())
            .mapToDouble(Deviation::error)
            .max()
            .orElse(0)
        / DISTURBANCE;
  }

  /** How far the same disturbances move each quantity, by the key of its bound. */
  static Map<String, Double> sensitivity(Probe probe) {
    Map<String, Double> largest = new HashMap<>();
    for (Deviation movement : movements(probe, Expected.of(probe.episode()))) {
      largest.merge(movement.key(), movement.error(), Math::max);
    }
    return largest;
  }

  private static List<Deviation> movements(Probe probe, Expected exact) {
    List<Deviation> movements = new ArrayList<>();
    for (int number = 1; number <= DISTURBANCES; number++) {
      Observed disturbed = disturbed(probe.episode(), new SplittableRandom(number));
      movements.addAll(Deviations.of(probe, exact, disturbed));
    }
    return movements;
  }

  /** What the oracle makes of disturbed parameters, with the disturbance itself taken out again. */
  private static Observed disturbed(Episode episode, SplittableRandom random) {
    double[] exact = Expected.widen(episode.initialParameters());
    double[] initial = exact.clone();
    for (int i = 0; i < initial.length; i++) {
      initial[i] *= random.nextBoolean() ? 1 + DISTURBANCE : 1 - DISTURBANCE;
    }
    Oracle oracle = new Oracle(episode.task(), initial);
    float[] losses = new float[episode.steps()];
    float[][] parameters = new float[episode.steps() + 1][];
    parameters[0] = episode.initialParameters();
    for (int step = 0; step < episode.steps(); step++) {
      TokenBatch batch = episode.batches().get(step);
      losses[step] =
          (float) oracle.step(batch.inputs(), batch.targets(), episode.learningRates()[step]);
      double[] after = oracle.parameters();
      parameters[step + 1] = new float[after.length];
      for (int i = 0; i < after.length; i++) {
        parameters[step + 1][i] = (float) (after[i] - (initial[i] - exact[i]));
      }
    }
    return new Observed(losses, parameters, Optional.empty());
  }
}
