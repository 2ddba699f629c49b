package dev.fourfold.baselines.naive;

import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every parameter tensor of the model by name, in the order of {@link ParameterLayout}. */
final class Parameters {
  private final Map<String, Parameter> byName = new LinkedHashMap<>();

  Parameters(ParameterLayout layout, float[] initial) {
    for (ParameterTensor tensor : layout.tensors()) {
      boolean isMatrix = tensor.shape().size() == 2;
      int rows = isMatrix ? tensor.shape().get(0) : 1;
      int columns = tensor.length() / rows;
      Parameter parameter = new Parameter(rows, columns, tensor.isDecayed());
      int offset = tensor.offset();
      for (float[] row : parameter.value) {
        System.arraycopy(initial, offset, row, 0, columns);
        offset += columns;
      }
      byName.put(tensor.name(), parameter);
    }
  }

  Parameter get(String name) {
    return byName.get(name);
  }

  Iterable<Parameter> all() {
    return byName.values();
  }

  /** Writes all values one after another. */
  void copyTo(float[] destination) {
    int offset = 0;
    for (Parameter parameter : all()) {
      for (float[] row : parameter.value) {
        System.arraycopy(row, 0, destination, offset, row.length);
        offset += row.length;
      }
    }
  }
}
