package dev.fourfold.harness.verify;

import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.oracle.Oracle;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.TrainingTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Says what an error looks like, where its signature is known. A guess for the author, never a
 * reason for a verdict.
 */
final class Diagnosis {
  /**
   * Two numbers are taken for one within this: far beyond rounding, far below what is told apart.
   */
  private static final double SAME = 1e-3;

  private final Probe probe;
  private final Episode episode;
  private final TrainingTask task;
  private final Expected expected;
  private final Observed observed;
  private final Deviation deviation;
  private final List<Part> parts;

  private Diagnosis(Probe probe, Expected expected, Observed observed, Deviation deviation) {
    this.probe = probe;
    this.episode = probe.episode();
    this.task = episode.task();
    this.expected = expected;
    this.observed = observed;
    this.deviation = deviation;
    this.parts = Part.inBackwardOrder(ParameterLayout.of(task.model()));
  }

  /** A hint for the first deviation of a probe, if its signature is known. */
  static Optional<String> of(
      Probe probe, Expected expected, Observed observed, Deviation deviation) {
    return new Diagnosis(probe, expected, observed, deviation).hint();
  }

  private Optional<String> hint() {
    if (!Double.isFinite(deviation.error())) {
      return probe.kind() == Kind.STEEP
          ? Optional.of(
              "is the maximum of each row subtracted before exp, in attention and in the head?")
          : Optional.empty();
    }
    if (deviation.part().isEmpty()) {
      return lossHint().or(this::precisionHint);
    }
    return isOfReveal() ? gradientHint() : updateHint();
  }

  private boolean isOfReveal() {
    return probe.reveals() && deviation.step() == episode.steps();
  }

  private Optional<String> lossHint() {
    int step = deviation.step();
    double actual = observed.losses()[step - 1];
    double exact = expected.losses()[step - 1];
    double ratio = actual / exact;
    if (isSame(ratio, task.tokensPerStep())) {
      return Optional.of(
          "the loss is B·T = %d times too large: is it a sum, not a mean?"
              .formatted(task.tokensPerStep()));
    }
    if (isSame(ratio, 1 / Math.log(2))) {
      return Optional.of("the loss is 1/ln 2 times too large: is it in bits, not in nats?");
    }
    return step == 1 ? tokenHint(actual) : staleLossHint(step, actual);
  }

  /** Is it the mean over some of the tokens? */
  private Optional<String> tokenHint(double actual) {
    int time = task.model().contextLength();
    TokenBatch batch = episode.batches().get(0);
    double[] losses =
        new Oracle(task, expected.parameters()[0]).tokenLosses(batch.inputs(), batch.targets());
    double tolerance = Math.abs(actual - expected.losses()[0]) / 100;
    if (Math.abs(mean(losses, i -> i % time != time - 1) - actual) < tolerance) {
      return Optional.of("is the last token of each sequence left out of the loss?");
    }
    if (Math.abs(mean(losses, i -> i < time) - actual) < tolerance) {
      return Optional.of("are the sequences after the first left out of the loss?");
    }
    return Optional.empty();
  }

  private static double mean(double[] values, IntPredicate counted) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (counted.test(i)) {
        sum += values[i];
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private Optional<String> staleLossHint(int step, double actual) {
    if (isSame(actual / expected.losses()[step - 2], 1)
        && !isSame(expected.losses()[step - 1] / expected.losses()[step - 2], 1)) {
      return Optional.of("this is the loss of step %d".formatted(step - 1));
    }
    TokenBatch batch = episode.batches().get(step - 1);
    double stale =
        new Oracle(task, expected.parameters()[step - 2]).loss(batch.inputs(), batch.targets());
    return Math.abs(stale - actual) < Math.abs(expected.losses()[step - 1] - actual) / 100
        ? Optional.of("this is the loss of the parameters before step %d".formatted(step - 1))
        : Optional.empty();
  }

  private Optional<String> gradientHint() {
    return scaleHint()
        .or(this::decayHint)
        .or(this::zeroHint)
        .or(this::embeddingHint)
        .or(this::precisionHint)
        .or(this::placeHint);
  }

  /** The change of the last step, as it should be. */
  private double exactChange(int i) {
    int last = episode.steps();
    return expected.parameters()[last - 1][i] - expected.parameters()[last][i];
  }

  private double actualChange(int i) {
    int last = episode.steps();
    return (double) observed.parameters()[last - 1][i] - observed.parameters()[last][i];
  }

  private double relativeError(Part part) {
    return part.norm(i -> actualChange(i) - exactChange(i)) / part.norm(this::exactChange);
  }

  /** One common factor over all parts? */
  private Optional<String> scaleHint() {
    double product = 0;
    double square = 0;
    for (int i = 0; i < observed.finalParameters().length; i++) {
      product += actualChange(i) * exactChange(i);
      square += exactChange(i) * exactChange(i);
    }
    double scale = product / square;
    double rest = 0;
    for (int i = 0; i < observed.finalParameters().length; i++) {
      double difference = actualChange(i) - scale * exactChange(i);
      rest += difference * difference;
    }
    if (Math.abs(scale) + Math.sqrt(rest / square) > 1e6) {
      return Optional.of(
          "the step is far too large: is it m̂/(√v̂ + epsilon)? epsilon is very large here");
    }
    if (isSame(scale, 1) || Math.sqrt(rest / square) > SAME * Math.abs(scale)) {
      return Optional.empty();
    }
    if (scale == 0) {
      return Optional.of(
          "the parameters did not change: are they not updated, or is readParameters a step behind?");
    }
    OptimizerConfig optimizer = task.optimizer();
    String factor =
        scale >= 1
            ? "all gradients are %s× too large".formatted(digits(scale))
            : "all gradients are %s times what they should be".formatted(digits(scale));
    if (isSame(scale, task.tokensPerStep())) {
      return Optional.of(factor + ": is the loss a sum, not a mean?");
    }
    if (isSame(scale, 1 - optimizer.beta1())) {
      return Optional.of(factor + ", that is 1 − β1: is the bias correction missing?");
    }
    if (probe.kind() == Kind.CLIPPING) {
      double norm = gradientNorm();
      boolean clips = norm > optimizer.maxGradientNorm();
      if (clips && isSame(scale, norm / optimizer.maxGradientNorm())) {
        return Optional.of(factor + ": it is not clipped at maxGradientNorm");
      }
      if (!clips) {
        return Optional.of(factor + ": is it clipped although its norm is below the maximum?");
      }
      return Optional.of(factor + ": is the norm that of every parameter's gradient?");
    }
    return Optional.of(factor);
  }

  private double gradientNorm() {
    TokenBatch batch = episode.batches().get(0);
    double[] gradient =
        new Oracle(task, expected.parameters()[0]).gradient(batch.inputs(), batch.targets());
    return Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
  }

  private Optional<String> decayHint() {
    if (probe.kind() != Kind.DECAY) {
      return Optional.empty();
    }
    List<Part> off = off();
    double factor = (double) episode.learningRates()[0] * task.optimizer().weightDecay();
    float[] initial = episode.initialParameters();
    if (off.stream().noneMatch(Part::isDecayed)) {
      return Optional.of("are biases and LayerNorms decayed too? only 2-D tensors are");
    }
    boolean undecayed =
        off.stream()
            .allMatch(
                part ->
                    part.isDecayed()
                        && part.norm(i -> actualChange(i) - (exactChange(i) - factor * initial[i]))
                            < SAME * part.norm(this::exactChange));
    return undecayed
        ? Optional.of(
            "as if there were no weight decay of "
                + (off.stream().allMatch(part -> part.role().startsWith("w"))
                    ? "the embeddings"
                    : "these tensors: it is added to the step, not to the gradient"))
        : Optional.empty();
  }

  /** The parts whose gradient is far off, the key bias left out. */
  private List<Part> off() {
    return parts.stream()
        .filter(part -> !part.hasZeroGradient() && !(relativeError(part) < SAME))
        .toList();
  }

  private Optional<String> zeroHint() {
    List<Part> zero =
        parts.stream()
            .filter(part -> !part.hasZeroGradient() && part.norm(this::actualChange) == 0)
            .toList();
    if (zero.isEmpty()) {
      return Optional.empty();
    }
    int layer = zero.get(0).layer();
    boolean wholeLayer =
        layer < task.model().layers()
            && parts.stream()
                .filter(part -> part.layer() == layer && !part.hasZeroGradient())
                .allMatch(zero::contains);
    return Optional.of(
        wholeLayer
            ? "layer %d does not change at all: is it frozen?".formatted(layer)
            : "%s does not change at all: does its gradient arrive?".formatted(zero.get(0).name()));
  }

  private Optional<String> embeddingHint() {
    List<Part> off = off();
    if (off.size() != 1 || !off.get(0).role().equals("wte.weight") || episode.steps() > 1) {
      return Optional.empty();
    }
    Part tokens = off.get(0);
    int channels = task.model().channels();
    int[] inputs = episode.batches().get(0).inputs();
    IntPredicate isInput =
        i -> Arrays.stream(inputs).anyMatch(token -> token == (i - tokens.offset()) / channels);
    double unseen =
        tokens.norm(i -> isInput.test(i) ? 0 : actualChange(i) - exactChange(i))
            / tokens.norm(i -> isInput.test(i) ? 0 : exactChange(i));
    return Optional.of(
        "only the tied embedding is off: "
            + (unseen < SAME
                ? "does the inputs' share arrive, added up where a token repeats?"
                : "does the head's share arrive?"));
  }

  /** Do all weights' gradients have about the error of a short mantissa? */
  private Optional<String> precisionHint() {
    if (!probe.reveals() || observed.finalParameters().length == 0) {
      return Optional.empty();
    }
    double[] errors =
        parts.stream()
            .filter(part -> part.isDecayed())
            .mapToDouble(this::relativeError)
            .sorted()
            .toArray();
    // The least one: what comes before a product may make its error larger, never smaller.
    double least = errors[0];
    if (!(errors[errors.length / 2] < 12 * least)) {
      return Optional.empty();
    }
    String mantissa =
        least > 7e-4 && least < 1e-2
            ? "bf16 inputs (8 bits of mantissa)"
            : least > 6e-5 && least < 7e-4
                ? "tf32 or fp16 inputs (11 bits of mantissa)"
                : least > 1.5e-6 && least < 2e-5 ? "16 bits of mantissa (bf16 twice)" : "";
    return mantissa.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "errors of one size in all tensors look like %s, or like a formula slightly off"
                .formatted(mantissa));
  }

  /** Where the first error of a backward pass comes from: what lies between it and the loss. */
  private Optional<String> placeHint() {
    Part part = deviation.part().orElseThrow();
    if (probe.kind() != Kind.GRADIENT) {
      return Optional.empty();
    }
    String suspect =
        switch (part.role()) {
          case "ln_f.weight", "ln_f.bias" -> "the head's";
          case "mlp.c_proj.weight", "mlp.c_proj.bias" ->
              part.layer() == task.model().layers() - 1
                  ? "the final LayerNorm's"
                  : "the layer above's, its LayerNorm or its residual sum,";
          case "mlp.c_fc.weight", "mlp.c_fc.bias" -> "GELU's";
          case "ln_2.weight", "ln_2.bias" -> "the MLP's first product's";
          case "attn.c_proj.weight", "attn.c_proj.bias" ->
              "the second LayerNorm's or the residual sum's";
          case "ln_1.weight", "ln_1.bias" -> "the product's that makes query, key and value";
          case "wpe.weight", "wte.weight" -> "the first LayerNorm's or the embedding's";
          default -> "attention's";
        };
    return Optional.of(
        "everything nearer to the loss is right: look at %s backward, or at this weight's product"
            .formatted(suspect));
  }

  private Optional<String> updateHint() {
    int step = deviation.step();
    if (!probe.readsEachStep()) {
      return Optional.empty();
    }
    float[] actual = observed.parameters()[step];
    double off = distance(actual, expected.parameters()[step]);
    if (distance(actual, expected.parameters()[step - 1]) < off * SAME) {
      return Optional.of("these are the parameters before the last step");
    }
    List<double[]> gradients = new ArrayList<>();
    for (int i = 0; i < step; i++) {
      TokenBatch batch = episode.batches().get(i);
      gradients.add(
          new Oracle(task, expected.parameters()[i]).gradient(batch.inputs(), batch.targets()));
    }
    for (WhatIf alternative : WhatIf.values()) {
      double[] otherwise = alternative.train(episode, gradients);
      if (distance(actual, otherwise) < 0.02 * off) {
        return Optional.of(alternative.hint());
      }
    }
    return step == 1
        ? Optional.empty()
        : Optional.of(
            "the steps before this one are right: look at what is kept from step to step");
  }

  private static double distance(float[] actual, double[] other) {
    double squares = 0;
    for (int i = 0; i < other.length; i++) {
      squares += (actual[i] - other[i]) * (actual[i] - other[i]);
    }
    return Math.sqrt(squares);
  }

  private static boolean isSame(double one, double other) {
    return Math.abs(one - other) < SAME * Math.abs(other);
  }

  private static String digits(double factor) {
    return String.format(
        Locale.ROOT, factor >= 100 ? "%.0f" : factor >= 1 ? "%.1f" : "%.3f", factor);
  }
}
