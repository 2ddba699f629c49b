package dev.fourfold.core.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each parameter tensor lies in the one flat {@code float[]} that holds a model.
 *
 * <p>The order is that of Hugging Face's GPT-2 {@code state_dict}, without gaps: {@code wte.weight}
 * (V,C), {@code wpe.weight} (T,C); for each layer i, under {@code h.i.}: {@code ln_1.weight} (C),
 * {@code ln_1.bias} (C), {@code attn.c_attn.weight} (C,3C), {@code attn.c_attn.bias} (3C), {@code
 * attn.c_proj.weight} (C,C), {@code attn.c_proj.bias} (C), {@code ln_2.weight} (C), {@code
 * ln_2.bias} (C), {@code mlp.c_fc.weight} (C,4C), {@code mlp.c_fc.bias} (4C), {@code
 * mlp.c_proj.weight} (4C,C), {@code mlp.c_proj.bias} (C); then {@code ln_f.weight} (C) and {@code
 * ln_f.bias} (C). The output head is {@code wte.weight} itself.
 *
 * <p>The 3C columns of {@code c_attn} are query, key and value, C each; inside each C, head h owns
 * columns h·hs to (h+1)·hs.
 */
public final class ParameterLayout {
  private final ModelConfig model;
  private final List<ParameterTensor> tensors;
  private final int size;

  private ParameterLayout(ModelConfig model, List<ParameterTensor> tensors, int size) {
    this.model = model;
    this.tensors = List.copyOf(tensors);
    this.size = size;
  }

  /**
   * The layout of a model.
   *
   * @throws ArithmeticException if the model has more than 2³¹−1 parameters
   */
  public static ParameterLayout of(ModelConfig model) {
    int c = model.channels();
    Builder builder = new Builder();
    builder.add("wte.weight", model.vocabulary(), c);
    builder.add("wpe.weight", model.contextLength(), c);
    for (int layer = 0; layer < model.layers(); layer++) {
      String prefix = "h." + layer + ".";
      builder.add(prefix + "ln_1.weight", c);
      builder.add(prefix + "ln_1.bias", c);
      builder.add(prefix + "attn.c_attn.weight", c, Math.multiplyExact(3, c));
      builder.add(prefix + "attn.c_attn.bias", 3 * c);
      builder.add(prefix + "attn.c_proj.weight", c, c);
      builder.add(prefix + "attn.c_proj.bias", c);
      builder.add(prefix + "ln_2.weight", c);
      builder.add(prefix + "ln_2.bias", c);
      builder.add(prefix + "mlp.c_fc.weight", c, Math.multiplyExact(4, c));
      builder.add(prefix + "mlp.c_fc.bias", 4 * c);
      builder.add(prefix + "mlp.c_proj.weight", 4 * c, c);
      builder.add(prefix + "mlp.c_proj.bias", c);
    }
    builder.add("ln_f.weight", c);
    builder.add("ln_f.bias", c);
    return new ParameterLayout(model, builder.tensors, builder.offset);
  }

  /** The model that this is the layout of. */
  public ModelConfig model() {
    return model;
  }

  /** Every tensor, in the order of the flat array. */
  public List<ParameterTensor> tensors() {
    return tensors;
  }

  /** The number of parameters: the length of the flat array. */
  public int size() {
    return size;
  }

  /**
   * The tensor of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ParameterTensor tensor(String name) {
    for (ParameterTensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    throw new IllegalArgumentException("no parameter tensor is called " + name);
  }

  private static final class Builder {
    private final List<ParameterTensor> tensors = new ArrayList<>();
    private int offset;

    void add(String name, Integer... shape) {
      ParameterTensor tensor = new ParameterTensor(name, List.of(shape), offset);
      tensors.add(tensor);
      offset = Math.addExact(offset, tensor.length());
    }
  }
}
