package dev.fourfold.harness.verify;

import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds what came out of an episode against what a trusted trainer got on the same episode. */
public final class EpisodeCheck {
  /** fp32 trainers agree in the loss to about 1e-7 from a common start; 4 steps let it grow. */
  private static final double LOSS_TOLERANCE = 2e-6;

  /**
   * Of the whole change of a tensor, in L2. Where a gradient is near zero AdamW's first steps are
   * like its sign, and rounding decides which: that is what this leaves room for.
   */
  private static final double UPDATE_TOLERANCE = 2e-2;

  private EpisodeCheck() {}

  /**
   * Compares.
   *
   * @param where names the episode in the message
   */
  public static Verification compare(String where, Episode episode, Trace actual, Trace expected) {
    List<Check> checks = new ArrayList<>();
    for (int step = 0; step < episode.steps(); step++) {
      double relative =
          Math.abs(actual.losses()[step] - expected.losses()[step])
              / Math.abs(expected.losses()[step]);
      checks.add(Check.of("loss of step " + (step + 1), relative, LOSS_TOLERANCE));
    }
    for (ParameterTensor tensor : ParameterLayout.of(episode.task().model()).tensors()) {
      double difference = 0;
      double change = 0;
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        if (isKeyBias(tensor, i)) {
          continue;
        }
        double before = episode.initialParameters()[i];
        difference += square(actual.finalParameters()[i] - expected.finalParameters()[i]);
        change += square(expected.finalParameters()[i] - before);
      }
      checks.add(
          Check.of("update of " + tensor.name(), Math.sqrt(difference / change), UPDATE_TOLERANCE));
    }
    return new Verification(checks, firstFailure(where, checks), List.of());
  }

  private static Optional<Reason> firstFailure(String where, List<Check> checks) {
    return checks.stream()
        .filter(check -> !check.passed())
        .findFirst()
        .map(
            check ->
                new Reason(
                    Double.isFinite(check.worst())
                        ? check.name().startsWith("loss") ? "loss-off" : "parameters-off"
                        : "not-finite",
                    "%s: %s is off by %.2g, %.2g is allowed"
                        .formatted(where, check.name(), check.worst(), check.tolerance())));
  }

  /** The key bias's gradient is zero in exact arithmetic: its update is rounding made large. */
  private static boolean isKeyBias(ParameterTensor tensor, int index) {
    int third = tensor.length() / 3;
    int local = index - tensor.offset();
    return tensor.name().endsWith("c_attn.bias") && local >= third && local < 2 * third;
  }

  private static double square(double value) {
    return value * value;
  }
}
