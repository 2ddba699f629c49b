package dev.fourfold.harness.verify;

import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.Episode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures how far a subject is from the oracle, each quantity in a unit in which the size and the
 * shape of the model do not matter.
 */
final class Deviations {
  /**
   * An update's error is compared with the update, but a parameter that is a float cannot be nearer
   * to the truth than 6e-8 of itself, however small the update. A sixteenth of the parameter beside
   * the update brings the rounding to the order of the other errors.
   */
  private static final double PART_OF_PARAMETER = 1.0 / 16;

  private final Probe probe;
  private final Expected expected;
  private final Observed observed;
  private final List<Part> parts;
  private final List<Deviation> found = new ArrayList<>();

  private Deviations(Probe probe, Expected expected, Observed observed) {
    this.probe = probe;
    this.expected = expected;
    this.observed = observed;
    this.parts = Part.inBackwardOrder(ParameterLayout.of(probe.episode().task().model()));
  }

  /** Every quantity of a probe, in the order of computation. */
  static List<Deviation> of(Probe probe, Expected expected, Observed observed) {
    return new Deviations(probe, expected, observed).measure();
  }

  private List<Deviation> measure() {
    int steps = probe.episode().steps();
    for (int step = 1; step <= steps; step++) {
      loss(step);
      if (probe.reveals() && step == steps) {
        gradient(step);
      } else if (probe.readsEachStep()) {
        update(step);
      } else if (step == steps) {
        trimmedUpdate();
      }
    }
    return found;
  }

  private void loss(int step) {
    double exact = expected.losses()[step - 1];
    double error = Math.abs(observed.losses()[step - 1] - exact) / exact;
    String when = step == 1 ? ".loss.first" : ".loss.later";
    found.add(
        new Deviation(
            probe.kind().prefix() + when,
            "the loss of step " + step,
            ReasonCode.LOSS_OFF,
            Optional.empty(),
            step,
            error));
  }

  /**
   * The last step's change against the exact one: relative L2. The key bias, whose gradient is
   * zero, against the whole gradient.
   */
  private void gradient(int step) {
    double[] before = expected.parameters()[step - 1];
    double[] after = expected.parameters()[step];
    float[] actualBefore = observed.parameters()[step - 1];
    float[] actualAfter = observed.parameters()[step];
    double whole = 0;
    for (int i = 0; i < before.length; i++) {
      whole += (before[i] - after[i]) * (before[i] - after[i]);
    }
    for (Part part : parts) {
      double error =
          part.norm(i -> ((double) actualBefore[i] - actualAfter[i]) - (before[i] - after[i]));
      double scale =
          part.hasZeroGradient() ? Math.sqrt(whole) : part.norm(i -> before[i] - after[i]);
      add(
          probe.kind().code(),
          ".gradient.",
          probe.kind().revealed() + part.name(),
          part,
          step,
          error / scale);
    }
  }

  /** The parameters after a smooth step. */
  private void update(int step) {
    double[] before = expected.parameters()[0];
    double[] after = expected.parameters()[step];
    float[] actual = observed.parameters()[step];
    for (Part part : parts) {
      double error = part.norm(i -> actual[i] - after[i]);
      double scale =
          part.norm(i -> after[i] - before[i]) + PART_OF_PARAMETER * part.norm(i -> after[i]);
      add(
          ReasonCode.UPDATE_OFF,
          step == 1 ? ".update.first." : ".update.later.",
          part.name() + " after step " + step,
          part,
          step,
          error / scale);
    }
  }

  private void trimmedUpdate() {
    Episode episode = probe.episode();
    double[] before = expected.parameters()[0];
    double[] after = expected.parameters()[episode.steps()];
    for (Part part : parts) {
      double error = trimmed(episode, part, before, after, observed.finalParameters());
      add(
          probe.kind().code(),
          ".update.",
          part.name() + " after step " + episode.steps(),
          part,
          episode.steps(),
          error);
    }
  }

  /**
   * The relative L2 error of a part's update when ε is tiny, a few elements left out.
   *
   * <p>An update is then nearly a learning rate times the sign of the gradient. Where a gradient is
   * by chance near zero, its rounding error decides on the sign, so one element in a million of an
   * honest trainer goes the other way. The elements that are furthest off, two of a part or a
   * fiftieth of it, are therefore held to another bound only: no element can be further off than
   * two trainers that go opposite ways in every step.
   */
  static double trimmed(
      Episode episode, Part part, double[] before, double[] after, float[] actual) {
    double[] errors = new double[part.length()];
    for (int i = 0; i < errors.length; i++) {
      int index = part.index(i);
      errors[i] = Math.abs(actual[index] - after[index]);
    }
    Arrays.sort(errors); // NaN goes last
    double furthest = errors[errors.length - 1];
    double reach = reach(episode, largest(part, after));
    if (!(furthest <= reach)) {
      return Double.isFinite(furthest) ? furthest / reach : Double.NaN;
    }
    if (part.hasZeroGradient()) {
      return 0;
    }
    int kept = errors.length - Math.max(2, errors.length / 50);
    double squares = 0;
    for (int i = 0; i < kept; i++) {
      squares += errors[i] * errors[i];
    }
    double scale =
        part.norm(i -> after[i] - before[i]) + PART_OF_PARAMETER * part.norm(i -> after[i]);
    return Math.sqrt(squares) / scale;
  }

  /**
   * How far apart two trainers can be that go opposite ways in every step, and round to float.
   *
   * <p>With a_j and b_j the weights of step j's gradient in m̂ and v̂, the inequality of Cauchy and
   * Schwarz gives |m̂|/√v̂ ≤ √(Σ a_j²/b_j).
   */
  private static double reach(Episode episode, double largestParameter) {
    double beta1 = episode.task().optimizer().beta1();
    double beta2 = episode.task().optimizer().beta2();
    double reach = 2 * episode.steps() * Bounds.ROUNDING * largestParameter;
    for (int step = 1; step <= episode.steps(); step++) {
      double squares = 0;
      for (int age = 0; age < step; age++) {
        double a = (1 - beta1) * Math.pow(beta1, age) / (1 - Math.pow(beta1, step));
        double b = (1 - beta2) * Math.pow(beta2, age) / (1 - Math.pow(beta2, step));
        squares += a * a / b;
      }
      reach += 2 * episode.learningRates()[step - 1] * Math.sqrt(squares);
    }
    return reach;
  }

  private static double largest(Part part, double[] values) {
    double largest = 0;
    for (int i = 0; i < part.length(); i++) {
      largest = Math.max(largest, Math.abs(values[part.index(i)]));
    }
    return largest;
  }

  private void add(ReasonCode code, String group, String what, Part part, int step, double error) {
    found.add(
        new Deviation(
            probe.kind().prefix() + group + part.role(),
            what,
            code,
            Optional.of(part),
            step,
            error));
  }
}
