package dev.fourfold.harness.verify;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Elements that share one bound: a tensor, or the query, key or value columns of one that holds all
 * three, since they differ in size.
 *
 * @param name for messages, for example {@code h.0.attn.c_attn.bias (key)}
 * @param role the name without the layer: tensors of one role share a bound
 * @param layer the layer it belongs to, or the number of layers for what is in none
 * @param offset index of its first element in the flat array
 * @param rows how many runs of neighbouring elements it has
 * @param columns how long a run is
 * @param stride from the start of one run to that of the next
 */
record Part(String name, String role, int layer, int offset, int rows, int columns, int stride) {
  private static final String KEY_BIAS = "attn.c_attn.bias.key";

  private static final List<String> BACKWARD_IN_A_BLOCK =
      List.of(
          "mlp.c_proj.weight",
          "mlp.c_proj.bias",
          "mlp.c_fc.weight",
          "mlp.c_fc.bias",
          "ln_2.weight",
          "ln_2.bias",
          "attn.c_proj.weight",
          "attn.c_proj.bias",
          "attn.c_attn.weight",
          "attn.c_attn.bias",
          "ln_1.weight",
          "ln_1.bias");

  /**
   * Every part of a model in the order in which a backward pass has them ready, so that the first
   * one that is off is the one nearest to the fault.
   */
  static List<Part> inBackwardOrder(ParameterLayout layout) {
    ModelConfig model = layout.model();
    List<Part> parts = new ArrayList<>();
    parts.add(whole(layout, "ln_f.weight", "", model.layers()));
    parts.add(whole(layout, "ln_f.bias", "", model.layers()));
    for (int layer = model.layers() - 1; layer >= 0; layer--) {
      String prefix = "h." + layer + ".";
      for (String role : BACKWARD_IN_A_BLOCK) {
        if (role.contains("c_attn")) {
          addThirds(parts, layout, prefix, role, layer);
        } else {
          parts.add(whole(layout, role, prefix, layer));
        }
      }
    }
    parts.add(whole(layout, "wpe.weight", "", model.layers()));
    parts.add(whole(layout, "wte.weight", "", model.layers()));
    return List.copyOf(parts);
  }

  private static Part whole(ParameterLayout layout, String role, String prefix, int layer) {
    ParameterTensor tensor = layout.tensor(prefix + role);
    int length = tensor.length();
    return new Part(tensor.name(), role, layer, tensor.offset(), 1, length, length);
  }

  private static void addThirds(
      List<Part> parts, ParameterLayout layout, String prefix, String role, int layer) {
    ParameterTensor tensor = layout.tensor(prefix + role);
    int channels = layout.model().channels();
    List<String> names = List.of("query", "key", "value");
    for (int third = 0; third < names.size(); third++) {
      String which = names.get(third);
      parts.add(
          new Part(
              tensor.name() + " (" + which + ")",
              role + "." + which,
              layer,
              tensor.offset() + third * channels,
              tensor.length() / (3 * channels),
              channels,
              3 * channels));
    }
  }

  /**
   * Whether exact arithmetic gives it a zero gradient: a softmax does not see what is added to all
   * of its scores, which is all that the key bias does.
   */
  boolean hasZeroGradient() {
    return role.equals(KEY_BIAS);
  }

  /** Whether weight decay applies. */
  boolean isDecayed() {
    return role.contains("weight") && !role.startsWith("ln_");
  }

  int length() {
    return rows * columns;
  }

  /** Index in the flat array of its i-th element. */
  int index(int i) {
    return offset + i / columns * stride + i % columns;
  }

  /** The L2 norm of a function of the flat array's index over its elements. */
  double norm(IntToDoubleFunction value) {
    double squares = 0;
    for (int row = 0; row < rows; row++) {
      int start = offset + row * stride;
      for (int i = start; i < start + columns; i++) {
        double x = value.applyAsDouble(i);
        squares += x * x;
      }
    }
    return Math.sqrt(squares);
  }
}
