package dev.fourfold.core.training;

import dev.fourfold.core.model.ModelConfig;
import java.util.Optional;

/** What a trainer can be doing during a step, for explaining where its time goes. */
public enum StepPhase {
  EMBEDDING("embedding"),
  NORMALISATION("normalisation"),
  PRODUCTS_FORWARD("products forward"),
  ATTENTION("attention"),
  ACTIVATION("activation"),
  LOSS("loss"),
  PRODUCTS_BACKWARD("products backward"),
  OPTIMIZER("optimizer"),
  WAITING("waiting");

  private final String title;

  StepPhase(String title) {
    this.title = title;
  }

  /** What reports call it, and a {@link PhaseTimed} trainer. */
  public String title() {
    return title;
  }

  /** The phase of that title, if there is one. */
  public static Optional<StepPhase> titled(String title) {
    for (StepPhase phase : values()) {
      if (phase.title.equals(title)) {
        return Optional.of(phase);
      }
    }
    return Optional.empty();
  }

  /**
   * The floating-point work of its matrix products in one step, 0 where it has none. Over all
   * phases it is {@link Workload#flopsPerStep()}.
   */
  public double flops(TrainingTask task) {
    ModelConfig model = task.model();
    double tokens = task.tokensPerStep();
    double channels = model.channels();
    double linear =
        2 * tokens * (12.0 * model.layers() * channels * channels + model.vocabulary() * channels);
    return switch (this) {
      case PRODUCTS_FORWARD -> linear;
      case PRODUCTS_BACKWARD -> 2 * linear;
      case ATTENTION -> 3 * 2 * tokens * model.layers() * (model.contextLength() + 1.0) * channels;
      default -> 0;
    };
  }
}
