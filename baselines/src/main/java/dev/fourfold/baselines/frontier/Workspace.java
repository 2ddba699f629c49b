package dev.fourfold.baselines.frontier;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.TrainingTask;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * All the memory that a trainer needs, handed on from a closed trainer to the next one of the same
 * shape: the system takes longer to provide tens of megabytes of fresh memory than a step takes.
 * Nothing else is handed on; {@link #reset} sees to it.
 */
final class Workspace {
  /** The memory of the trainer that was closed last, until the next one is created. */
  private static final AtomicReference<Workspace> SPARE = new AtomicReference<>();

  private final ModelConfig model;
  private final int batch;
  private final PaddedLayout layout;

  /** The padded parameters, and AdamW's moments of them. */
  private final float[] parameters;

  private final float[] firstMoment;
  private final float[] secondMoment;

  /** Each member's gradient. */
  private final float[][] gradients;

  private final TransposedWeights transposed;
  private final Activations activations;

  /** Each member's scratch memory. */
  private final Attention[] attentions;

  private Workspace(TrainingTask task) {
    model = task.model();
    batch = task.batchSize();
    layout = new PaddedLayout(model);
    parameters = new float[layout.size()];
    firstMoment = new float[layout.size()];
    secondMoment = new float[layout.size()];
    gradients = new float[task.threads()][layout.size()];
    transposed = new TransposedWeights(layout, model.layers());
    activations = new Activations(model, batch);
    attentions = new Attention[task.threads()];
    for (int member = 0; member < attentions.length; member++) {
      attentions[member] = new Attention(model.heads(), model.headSize(), activations.sequenceRows);
    }
  }

  /** A workspace for a task, with the given parameters in the contract's order and no moments. */
  static Workspace take(TrainingTask task, float[] initialParameters) {
    Workspace spare = SPARE.getAndSet(null);
    Workspace workspace = spare != null && spare.fits(task) ? spare : new Workspace(task);
    workspace.reset(initialParameters);
    return workspace;
  }

  private boolean fits(TrainingTask task) {
    return model.equals(task.model())
        && batch == task.batchSize()
        && gradients.length == task.threads();
  }

  /**
   * Every other number is computed in a step before it is used in it, but for padding. Padding is
   * zero and stays so, unless a training has diverged: then zero times NaN has spoilt it.
   */
  private void reset(float[] initialParameters) {
    Arrays.fill(parameters, 0f);
    Arrays.fill(firstMoment, 0f);
    Arrays.fill(secondMoment, 0f);
    layout.pad(initialParameters, parameters);
    transposed.renew(parameters, 0, parameters.length / Lanes.BLOCK);
  }

  /** Leaves the memory to the next trainer. The caller does not touch it afterwards. */
  void giveBack() {
    SPARE.set(this);
  }

  PaddedLayout layout() {
    return layout;
  }

  float[] parameters() {
    return parameters;
  }

  float[] firstMoment() {
    return firstMoment;
  }

  float[] secondMoment() {
    return secondMoment;
  }

  float[][] gradients() {
    return gradients;
  }

  TransposedWeights transposed() {
    return transposed;
  }

  Activations activations() {
    return activations;
  }

  Attention attention(int member) {
    return attentions[member];
  }

  /** The parameters by name. */
  Weights weights() {
    return Weights.in(layout, model.layers(), parameters);
  }

  /** A member's gradient by name. */
  Weights gradient(int member) {
    return Weights.in(layout, model.layers(), gradients[member]);
  }
}
