package dev.fourfold.core.model;

import java.util.List;

/**
 * One named tensor inside the flat parameter array.
 *
 * @param name the name that Hugging Face's GPT-2 gives it, for example {@code
 *     h.0.attn.c_attn.weight}
 * @param shape its dimensions, row-major; weights of linear layers are (in, out)
 * @param offset index of its first element in the flat array
 */
public record ParameterTensor(String name, List<Integer> shape, int offset) {

  public ParameterTensor {
    shape = List.copyOf(shape);
  }

  /** The number of elements. */
  public int length() {
    // No stream: this is asked in loops over elements.
    int length = 1;
    for (int dimension : shape) {
      length = Math.multiplyExact(length, dimension);
    }
    return length;
  }

  /** One past the index of the last element in the flat array. */
  public int end() {
    return offset + length();
  }

  /** Whether weight decay applies: to the 2-D tensors only, not to biases and LayerNorms. */
  public boolean isDecayed() {
    return shape.size() == 2;
  }
}
