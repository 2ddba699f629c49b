package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.PANEL;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.StepPhase;
import dev.fourfold.core.training.TrainingTask;
import java.util.Arrays;

/** One member's part of a step: forward and backward over its rows, in the order of the model. */
final class Member {
  private final Share share;
  private final ModelConfig model;
  private final Activations activations;
  private final Weights weights;
  private final TransposedWeights transposed;

  /** The gradient of this member's rows alone. */
  private final Weights gradients;

  private final Team team;
  private final LayerNorm norm;
  private final CrossEntropy crossEntropy;
  private final Attention attention;
  private final PhaseClock clock = new PhaseClock();

  Member(Share share, TrainingTask task, Workspace workspace, Team team) {
    this.share = share;
    this.model = task.model();
    this.activations = workspace.activations();
    this.weights = workspace.weights();
    this.transposed = workspace.transposed();
    this.gradients = workspace.gradient(share.member());
    this.team = team;
    this.norm = new LayerNorm(model.channels());
    this.crossEntropy = new CrossEntropy(model.vocabulary(), task.tokensPerStep());
    this.attention = workspace.attention(share.member());
  }

  PhaseClock clock() {
    return clock;
  }

  /** Waits for the other members, on the clock of waiting. */
  void meet() {
    clock.enter(StepPhase.WAITING);
    team.meet(share.member());
  }

  /**
   * Forward and backward. Leaves the gradient in this member's array.
   *
   * @param inputs (B,T)
   * @param targets (B,T)
   * @return the sum of the losses of its tokens
   */
  double forwardAndBackward(int[] inputs, int[] targets) {
    clock.enter(StepPhase.EMBEDDING);
    embed(inputs);
    for (int layer = 0; layer < model.layers(); layer++) {
      forward(layer);
    }
    double loss = head(targets);
    for (int layer = model.layers() - 1; layer >= 0; layer--) {
      backward(layer);
    }
    clock.enter(StepPhase.EMBEDDING);
    embedBackward(inputs);
    return loss;
  }

  private void embed(int[] inputs) {
    PanelMatrix x = activations.layers.get(0).residual1;
    for (int row = share.fromRow(); row < share.toRow(); row++) {
      int position = row % activations.sequenceRows;
      if (position < model.contextLength()) {
        int token = inputs[tokenIndex(row)];
        Embedding.forward(weights.tokens(), token, weights.positions(), position, x, row);
      }
    }
  }

  /** The index in a batch of the token at a row that is no padding. */
  private int tokenIndex(int row) {
    int sequence = row / activations.sequenceRows;
    return sequence * model.contextLength() + row % activations.sequenceRows;
  }

  private void forward(int layer) {
    Activations.Layer a = activations.layers.get(layer);
    Weights.Layer w = weights.layers().get(layer);
    float[] vectors = weights.data();

    clock.enter(StepPhase.NORMALISATION);
    norm.forward(
        a.residual1,
        share.fromRow(),
        share.toRow(),
        vectors,
        w.norm1Weight(),
        w.norm1Bias(),
        a.normalised1,
        a.mean1,
        a.rstd1);
    clock.enter(StepPhase.PRODUCTS_FORWARD);
    Products.multiplyBiased(
        a.normalised1,
        share.fromRow(),
        share.toRow(),
        w.attention(),
        vectors,
        w.attentionBias(),
        a.qkv);
    meetAroundAttention();
    clock.enter(StepPhase.ATTENTION);
    for (int i = share.fromHead(); i < share.toHead(); i++) {
      int firstRow = i / model.heads() * activations.sequenceRows;
      attention.forward(a.qkv, firstRow, i % model.heads(), a.probabilities.get(i), a.mixed);
    }
    meetAroundAttention();
    clock.enter(StepPhase.PRODUCTS_FORWARD);
    Products.multiplyAdding(
        a.residual1,
        a.mixed,
        share.fromRow(),
        share.toRow(),
        w.attentionOut(),
        vectors,
        w.attentionOutBias(),
        a.residual2);

    clock.enter(StepPhase.NORMALISATION);
    norm.forward(
        a.residual2,
        share.fromRow(),
        share.toRow(),
        vectors,
        w.norm2Weight(),
        w.norm2Bias(),
        a.normalised2,
        a.mean2,
        a.rstd2);
    for (int panel = 0; panel < w.expand().panels(); panel++) {
      clock.enter(StepPhase.PRODUCTS_FORWARD);
      Products.multiplyBiasedPanel(
          a.normalised2,
          share.fromRow(),
          share.toRow(),
          w.expand(),
          panel,
          vectors,
          w.expandBias(),
          a.derivative);
      clock.enter(StepPhase.ACTIVATION);
      Gelu.forward(
          a.derivative.data(),
          a.derivative.index(panel, share.fromRow()),
          a.hidden.data(),
          a.hidden.index(panel, share.fromRow()),
          share.rows() * PANEL);
    }
    clock.enter(StepPhase.PRODUCTS_FORWARD);
    Products.multiplyAdding(
        a.residual2,
        a.hidden,
        share.fromRow(),
        share.toRow(),
        w.contract(),
        vectors,
        w.contractBias(),
        activations.after(layer));
  }

  private void meetAroundAttention() {
    if (!share.wholeSequences()) {
      meet();
    }
  }

  /**
   * Final normalisation, output head, loss, and back to the gradient of the last layer's output.
   */
  private double head(int[] targets) {
    Activations a = activations;
    clock.enter(StepPhase.NORMALISATION);
    norm.forward(
        a.last,
        share.fromRow(),
        share.toRow(),
        weights.data(),
        weights.finalWeight(),
        weights.finalBias(),
        a.normalised,
        a.mean,
        a.rstd);
    clock.enter(StepPhase.PRODUCTS_FORWARD);
    Products.multiplyBiased(
        a.normalised,
        share.fromRow(),
        share.toRow(),
        transposed.tokens(),
        crossEntropy.headBias(),
        0,
        a.logits);
    clock.enter(StepPhase.LOSS);
    double loss = 0;
    for (int row = share.fromRow(); row < share.toRow(); row++) {
      if (row % a.sequenceRows < model.contextLength()) {
        loss += crossEntropy.forwardAndBackward(a.logits, row, targets[tokenIndex(row)]);
      } else {
        CrossEntropy.clear(a.logits, row);
      }
    }

    // logits = normalised·wteᵀ
    clock.enter(StepPhase.PRODUCTS_BACKWARD);
    Products.weightGradient(
        a.logits, a.normalised, share.fromRow(), share.toRow(), gradients.tokens());
    Products.multiply(a.logits, share.fromRow(), share.toRow(), weights.tokens(), a.dNormalised);
    clock.enter(StepPhase.NORMALISATION);
    clearVectorGradients();
    for (int panel = 0; panel < a.dResidual.panels(); panel++) {
      int from = a.dResidual.index(panel, share.fromRow());
      Arrays.fill(a.dResidual.data(), from, from + share.rows() * PANEL, 0f);
    }
    norm.backward(
        a.dNormalised,
        a.last,
        a.mean,
        a.rstd,
        share.fromRow(),
        share.toRow(),
        weights.data(),
        gradients.data(),
        weights.finalWeight(),
        weights.finalBias(),
        a.dResidual);
    return loss;
  }

  /** Zeros what rows are added to one by one: the gradients of normalisations and positions. */
  private void clearVectorGradients() {
    float[] g = gradients.data();
    int channels = activations.dResidual.panels() * PANEL;
    // By index: an iterator would be an object in every step.
    for (int i = 0; i < model.layers(); i++) {
      Weights.Layer layer = gradients.layers().get(i);
      Arrays.fill(g, layer.norm1Weight(), layer.norm1Weight() + channels, 0f);
      Arrays.fill(g, layer.norm1Bias(), layer.norm1Bias() + channels, 0f);
      Arrays.fill(g, layer.norm2Weight(), layer.norm2Weight() + channels, 0f);
      Arrays.fill(g, layer.norm2Bias(), layer.norm2Bias() + channels, 0f);
    }
    Arrays.fill(g, gradients.finalWeight(), gradients.finalWeight() + channels, 0f);
    Arrays.fill(g, gradients.finalBias(), gradients.finalBias() + channels, 0f);
    PanelMatrix positions = gradients.positions();
    Arrays.fill(
        g,
        positions.offset(),
        positions.offset() + positions.panels() * positions.panelStride(),
        0f);
  }

  private void backward(int layer) {
    Activations.Layer a = activations.layers.get(layer);
    Weights.Layer w = weights.layers().get(layer);
    Weights.Layer g = gradients.layers().get(layer);
    TransposedWeights.Layer t = transposed.layer(layer);
    PanelMatrix dResidual = activations.dResidual;
    PanelMatrix dHidden = activations.dHidden;
    PanelMatrix dMixed = activations.dMixed;
    PanelMatrix dQkv = activations.dQkv;
    PanelMatrix dNormalised = activations.dNormalised;
    float[] vectors = weights.data();
    int from = share.fromRow();
    int to = share.toRow();

    // residual' = residual2 + hidden·contract + bias
    clock.enter(StepPhase.PRODUCTS_BACKWARD);
    Products.biasGradient(dResidual, from, to, gradients.data(), g.contractBias());
    Products.weightGradient(a.hidden, dResidual, from, to, g.contract());
    for (int panel = 0; panel < dHidden.panels(); panel++) {
      clock.enter(StepPhase.PRODUCTS_BACKWARD);
      Products.multiplyPanel(dResidual, from, to, t.contract(), panel, dHidden);
      clock.enter(StepPhase.ACTIVATION);
      Gelu.backward(
          dHidden.data(),
          dHidden.index(panel, from),
          a.derivative.data(),
          a.derivative.index(panel, from),
          share.rows() * PANEL);
    }
    // hidden = gelu(normalised2·expand + bias)
    clock.enter(StepPhase.PRODUCTS_BACKWARD);
    Products.biasGradient(dHidden, from, to, gradients.data(), g.expandBias());
    Products.weightGradient(a.normalised2, dHidden, from, to, g.expand());
    Products.multiply(dHidden, from, to, t.expand(), dNormalised);
    clock.enter(StepPhase.NORMALISATION);
    norm.backward(
        dNormalised,
        a.residual2,
        a.mean2,
        a.rstd2,
        from,
        to,
        vectors,
        gradients.data(),
        w.norm2Weight(),
        w.norm2Bias(),
        dResidual);

    // residual2 = residual1 + mixed·attentionOut + bias
    clock.enter(StepPhase.PRODUCTS_BACKWARD);
    Products.biasGradient(dResidual, from, to, gradients.data(), g.attentionOutBias());
    Products.weightGradient(a.mixed, dResidual, from, to, g.attentionOut());
    Products.multiply(dResidual, from, to, t.attentionOut(), dMixed);
    meetAroundAttention();
    clock.enter(StepPhase.ATTENTION);
    for (int i = share.fromHead(); i < share.toHead(); i++) {
      int firstRow = i / model.heads() * activations.sequenceRows;
      attention.backward(a.qkv, firstRow, i % model.heads(), a.probabilities.get(i), dMixed, dQkv);
    }
    meetAroundAttention();
    // qkv = normalised1·attention + bias
    clock.enter(StepPhase.PRODUCTS_BACKWARD);
    Products.biasGradient(dQkv, from, to, gradients.data(), g.attentionBias());
    Products.weightGradient(a.normalised1, dQkv, from, to, g.attention());
    Products.multiply(dQkv, from, to, t.attention(), dNormalised);
    clock.enter(StepPhase.NORMALISATION);
    norm.backward(
        dNormalised,
        a.residual1,
        a.mean1,
        a.rstd1,
        from,
        to,
        vectors,
        gradients.data(),
        w.norm1Weight(),
        w.norm1Bias(),
        dResidual);
  }

  private void embedBackward(int[] inputs) {
    for (int row = share.fromRow(); row < share.toRow(); row++) {
      int position = row % activations.sequenceRows;
      if (position < model.contextLength()) {
        Embedding.backward(activations.dResidual, row, gradients.tokens(), inputs[tokenIndex(row)]);
        Embedding.backward(activations.dResidual, row, gradients.positions(), position);
      }
    }
  }
}
