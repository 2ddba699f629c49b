package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.BLOCK;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The transposes of the weight matrices: what dX = dY·Wᵀ and the output head multiply by. Renewed
 * block by block right after the optimizer has changed a block, while it is in the cache.
 */
final class TransposedWeights {
  private static final int NONE = -1;

  private final float[] data;

  /** For each block of the padded parameters, where its transpose starts in {@code data}. */
  private final int[] targets;

  private final PanelMatrix tokens;
  private final List<Layer> layers = new ArrayList<>();

  /**
   * One transformer block's transposes.
   *
   * @param attention (3·H·hs, C)
   * @param attentionOut (C, H·hs)
   * @param expand (4C, C)
   * @param contract (C, 4C)
   */
  record Layer(
      PanelMatrix attention, PanelMatrix attentionOut, PanelMatrix expand, PanelMatrix contract) {}

  TransposedWeights(PaddedLayout layout, int layerCount) {
    data = new float[layout.matricesEnd()];
    targets = new int[layout.size() / BLOCK];
    Arrays.fill(targets, NONE);
    for (PaddedTensor tensor : layout.transposedTensors()) {
      aim(tensor);
    }
    tokens = layout.tensor("wte.weight").transposeIn(data);
    for (int layer = 0; layer < layerCount; layer++) {
      String prefix = "h." + layer + ".";
      layers.add(
          new Layer(
              layout.tensor(prefix + "attn.c_attn.weight").transposeIn(data),
              layout.tensor(prefix + "attn.c_proj.weight").transposeIn(data),
              layout.tensor(prefix + "mlp.c_fc.weight").transposeIn(data),
              layout.tensor(prefix + "mlp.c_proj.weight").transposeIn(data)));
    }
  }

  private void aim(PaddedTensor tensor) {
    int across = tensor.columns() / Lanes.PANEL;
    int down = tensor.rows() / Lanes.PANEL;
    for (int panel = 0; panel < across; panel++) {
      for (int block = 0; block < down; block++) {
        int from = tensor.offset() / BLOCK + panel * down + block;
        targets[from] = tensor.offset() + (block * across + panel) * BLOCK;
      }
    }
  }

  /** wteᵀ (C,V). */
  PanelMatrix tokens() {
    return tokens;
  }

  Layer layer(int layer) {
    return layers.get(layer);
  }

  /** Renews the transposes of some blocks of the padded parameters. */
  void renew(float[] parameters, int fromBlock, int toBlock) {
    for (int block = fromBlock; block < toBlock; block++) {
      if (targets[block] != NONE) {
        Transposition.block(parameters, block * BLOCK, data, targets[block]);
      }
    }
  }
}
