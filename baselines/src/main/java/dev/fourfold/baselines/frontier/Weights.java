package dev.fourfold.baselines.frontier;

import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a model by name, in one padded array: of parameters, or of a member's gradients.
 *
 * @param data the padded array that all vectors lie in
 * @param tokens wte (V,C)
 * @param positions wpe (T,C)
 * @param layers the transformer blocks
 * @param finalWeight index in {@code data} of ln_f.weight (C)
 * @param finalBias index in {@code data} of ln_f.bias (C)
 */
record Weights(
    float[] data,
    PanelMatrix tokens,
    PanelMatrix positions,
    List<Layer> layers,
    int finalWeight,
    int finalBias) {

  /**
   * One transformer block. Integers are indices in {@code data}.
   *
   * @param norm1Weight (C)
   * @param norm1Bias (C)
   * @param attention (C, 3·H·hs)
   * @param attentionBias (3·H·hs)
   * @param attentionOut (H·hs, C)
   * @param attentionOutBias (C)
   * @param norm2Weight (C)
   * @param norm2Bias (C)
   * @param expand (C, 4C)
   * @param expandBias (4C)
   * @param contract (4C, C)
   * @param contractBias (C)
   */
  record Layer(
      int norm1Weight,
      int norm1Bias,
      PanelMatrix attention,
      int attentionBias,
      PanelMatrix attentionOut,
      int attentionOutBias,
      int norm2Weight,
      int norm2Bias,
      PanelMatrix expand,
      int expandBias,
      PanelMatrix contract,
      int contractBias) {}

  /** The parts of a model of so many layers in an array of {@link PaddedLayout#size()}. */
  static Weights in(PaddedLayout layout, int layerCount, float[] data) {
    List<Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < layerCount; layer++) {
      String prefix = "h." + layer + ".";
      layers.add(
          new Layer(
              layout.tensor(prefix + "ln_1.weight").offset(),
              layout.tensor(prefix + "ln_1.bias").offset(),
              layout.tensor(prefix + "attn.c_attn.weight").in(data),
              layout.tensor(prefix + "attn.c_attn.bias").offset(),
              layout.tensor(prefix + "attn.c_proj.weight").in(data),
              layout.tensor(prefix + "attn.c_proj.bias").offset(),
              layout.tensor(prefix + "ln_2.weight").offset(),
              layout.tensor(prefix + "ln_2.bias").offset(),
              layout.tensor(prefix + "mlp.c_fc.weight").in(data),
              layout.tensor(prefix + "mlp.c_fc.bias").offset(),
              layout.tensor(prefix + "mlp.c_proj.weight").in(data),
              layout.tensor(prefix + "mlp.c_proj.bias").offset()));
    }
    return new Weights(
        data,
        layout.tensor("wte.weight").in(data),
        layout.tensor("wpe.weight").in(data),
        layers,
        layout.tensor("ln_f.weight").offset(),
        layout.tensor("ln_f.bias").offset());
  }
}
