package dev.fourfold.baselines.frontier;

import dev.fourfold.core.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * What a step computes between parameters and loss, and the gradients of it. R is the number of
 * rows: B sequences of T rows each, T padded.
 */
final class Activations {
  /** Rows of one sequence: T padded. */
  final int sequenceRows;

  /** R. */
  final int rows;

  final List<Layer> layers = new ArrayList<>();

  /** (R,C) what leaves the last layer. */
  final PanelMatrix last;

  /** (R,C) the same, normalised. */
  final PanelMatrix normalised;

  /** (R) each. */
  final float[] mean;

  final float[] rstd;

  /** (R,V) logits, then their gradients. */
  final PanelMatrix logits;

  /** (R,C) gradient of the residual stream. */
  final PanelMatrix dResidual;

  /** (R,C) gradient of what a normalisation gave. */
  final PanelMatrix dNormalised;

  /** (R,H·hs) gradient of what attention gave. */
  final PanelMatrix dMixed;

  /** (R,3·H·hs) gradient of queries, keys and values. */
  final PanelMatrix dQkv;

  /** (R,4C) gradient of the hidden layer. */
  final PanelMatrix dHidden;

  /** What one transformer block keeps for the backward pass. */
  static final class Layer {
    /** (R,C) the residual stream as it enters. */
    final PanelMatrix residual1;

    /** (R,C) the same, normalised. */
    final PanelMatrix normalised1;

    /** (R) each. */
    final float[] mean1;

    final float[] rstd1;

    /** (R,3·H·hs) queries, keys, values. */
    final PanelMatrix qkv;

    /** (T,T) for each of B·H: attention's probabilities. */
    final List<PanelMatrix> probabilities = new ArrayList<>();

    /** (R,H·hs) the heads' weighted sums of values. */
    final PanelMatrix mixed;

    /** (R,C) the residual stream after attention. */
    final PanelMatrix residual2;

    /** (R,C) the same, normalised. */
    final PanelMatrix normalised2;

    /** (R) each. */
    final float[] mean2;

    final float[] rstd2;

    /** (R,4C) before the activation function; after it, the function's derivative there. */
    final PanelMatrix derivative;

    /** (R,4C) after the activation function. */
    final PanelMatrix hidden;

    Layer(int batch, int heads, int sequenceRows, int channels, int mixedPanels, int wide) {
      int rows = batch * sequenceRows;
      residual1 = PanelMatrix.allocate(rows, channels);
      normalised1 = PanelMatrix.allocate(rows, channels);
      mean1 = new float[rows];
      rstd1 = new float[rows];
      qkv = PanelMatrix.allocate(rows, 3 * mixedPanels);
      for (int i = 0; i < batch * heads; i++) {
        probabilities.add(PanelMatrix.allocate(sequenceRows, sequenceRows / Lanes.PANEL));
      }
      mixed = PanelMatrix.allocate(rows, mixedPanels);
      residual2 = PanelMatrix.allocate(rows, channels);
      normalised2 = PanelMatrix.allocate(rows, channels);
      mean2 = new float[rows];
      rstd2 = new float[rows];
      derivative = PanelMatrix.allocate(rows, wide);
      hidden = PanelMatrix.allocate(rows, wide);
    }
  }

  Activations(ModelConfig model, int batch) {
    sequenceRows = Lanes.padded(model.contextLength());
    rows = Math.multiplyExact(batch, sequenceRows);
    int channels = Lanes.panels(model.channels());
    int wide = Lanes.panels(4 * model.channels());
    int mixedPanels = model.heads() * Lanes.panels(model.headSize());
    for (int layer = 0; layer < model.layers(); layer++) {
      layers.add(new Layer(batch, model.heads(), sequenceRows, channels, mixedPanels, wide));
    }
    last = PanelMatrix.allocate(rows, channels);
    normalised = PanelMatrix.allocate(rows, channels);
    mean = new float[rows];
    rstd = new float[rows];
    logits = PanelMatrix.allocate(rows, Lanes.panels(model.vocabulary()));
    dResidual = PanelMatrix.allocate(rows, channels);
    dNormalised = PanelMatrix.allocate(rows, channels);
    dMixed = PanelMatrix.allocate(rows, mixedPanels);
    dQkv = PanelMatrix.allocate(rows, 3 * mixedPanels);
    dHidden = PanelMatrix.allocate(rows, wide);
  }

  /** Where a layer's output goes: into the next layer's input, or the last one's. */
  PanelMatrix after(int layer) {
    return layer + 1 < layers.size() ? layers.get(layer + 1).residual1 : last;
  }
}
