package dev.fourfold.core.model;

/**
 * The shape of a GPT-2 model: pre-LayerNorm with ε {@value #LAYER_NORM_EPSILON}, learned absolute
 * positions, causal multi-head attention, tanh-approximated GELU, output head tied to the token
 * embedding, no dropout (Radford et al. 2019, "Language Models are Unsupervised Multitask
 * Learners").
 *
 * @param layers L, the number of transformer blocks, at least 1
 * @param heads H, the number of attention heads, at least 1
 * @param channels C, the width of the residual stream, a multiple of {@code heads}
 * @param contextLength T, the number of positions of every sequence, at least 1
 * @param vocabulary V, the number of tokens, at least 2
 */
public record ModelConfig(int layers, int heads, int channels, int contextLength, int vocabulary) {

  /** The ε under the square root of every LayerNorm. */
  public static final float LAYER_NORM_EPSILON = 1e-5f;

  /** The vocabulary of byte-level models. */
  public static final int BYTES = 256;

  public ModelConfig {
    requireAtLeast(1, layers, "layers");
    requireAtLeast(1, heads, "heads");
    requireAtLeast(1, channels, "channels");
    requireAtLeast(1, contextLength, "contextLength");
    requireAtLeast(2, vocabulary, "vocabulary");
    if (channels % heads != 0) {
      throw new IllegalArgumentException(
          "channels (" + channels + ") is no multiple of heads (" + heads + ")");
    }
  }

  /** hs, the number of channels of one attention head. */
  public int headSize() {
    return channels / heads;
  }

  @Override
  public String toString() {
    return "L=%d H=%d C=%d T=%d V=%d".formatted(layers, heads, channels, contextLength, vocabulary);
  }

  private static void requireAtLeast(int minimum, int value, String name) {
    if (value < minimum) {
      throw new IllegalArgumentException(name + " must be at least " + minimum + ": " + value);
    }
  }
}
