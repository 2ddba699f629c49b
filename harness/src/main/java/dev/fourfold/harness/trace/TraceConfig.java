package dev.fourfold.harness.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code config.json} says: all that is needed to compute the same elsewhere. Every number is
 * printed so that it reads back as exactly the double that the oracle computed with: its settings
 * are floats, widened.
 */
record TraceConfig(
    String schema,
    String trainer,
    String dtype,
    String workload,
    long seed,
    int steps,
    int batchSize,
    Model model,
    Optimizer optimizer,
    List<Double> learningRates,
    List<Double> losses,
    Text corpus) {
  private static final String SCHEMA = "fourfold/trace/1";

  /** The decimal fraction that {@link ModelConfig#LAYER_NORM_EPSILON} stands for. */
  private static final double LAYER_NORM_EPSILON = 1e-5;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  record Model(
      int layers,
      int heads,
      int channels,
      int contextLength,
      int vocabulary,
      double layerNormEpsilon,
      String architecture,
      String activation,
      String head,
      String loss) {}

  /** AdamW's settings; {@code maxGradientNorm} is absent where nothing is clipped. */
  record Optimizer(
      String name,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Double> maxGradientNorm,
      String clipping,
      String update,
      String decayed) {

    static Optimizer of(OptimizerConfig config) {
      double maxNorm = config.maxGradientNorm();
      return new Optimizer(
          "AdamW",
          config.beta1(),
          config.beta2(),
          config.epsilon(),
          config.weightDecay(),
          Double.isInfinite(maxNorm) ? Optional.empty() : Optional.of(maxNorm),
          "norm = sqrt(sum of g^2 over all parameters); if norm > maxGradientNorm:"
              + " g = g * maxGradientNorm / norm",
          "step t = 1, 2, ...: m = beta1*m + (1-beta1)*g; v = beta2*v + (1-beta2)*g^2;"
              + " p = p - learningRate * ((m/(1-beta1^t)) / (sqrt(v/(1-beta2^t)) + epsilon)"
              + " + decay*p), with p on the right as it was before the step; m = v = 0 at first",
          "decay = weightDecay for tensors with two dimensions, 0 for the others");
    }
  }

  record Text(String name, String sha256) {}

  static TraceConfig of(
      Workload workload,
      Episode episode,
      Corpus corpus,
      long seed,
      String trainer,
      String dtype,
      List<Double> losses) {
    ModelConfig model = workload.model();
    List<Double> learningRates = new ArrayList<>();
    for (float learningRate : episode.learningRates()) {
      learningRates.add((double) learningRate);
    }
    return new TraceConfig(
        SCHEMA,
        trainer,
        dtype,
        workload.name(),
        seed,
        workload.steps(),
        workload.batchSize(),
        new Model(
            model.layers(),
            model.heads(),
            model.channels(),
            model.contextLength(),
            model.vocabulary(),
            LAYER_NORM_EPSILON,
            "GPT-2: pre-LayerNorm, learned absolute positions, causal multi-head attention with"
                + " scores / sqrt(channels / heads), no dropout",
            "gelu_new: 0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))",
            "tied: logits = hidden * wte.weight transposed",
            "mean cross-entropy over all tokens of the batch, in nats, before the update"),
        Optimizer.of(workload.optimizer()),
        learningRates,
        losses,
        new Text(corpus.name(), corpus.digest()));
  }

  String toJson() {
    return JSON.writeValueAsString(this) + "\n";
  }
}
