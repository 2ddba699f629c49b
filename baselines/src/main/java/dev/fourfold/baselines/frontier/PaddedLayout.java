package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.BLOCK;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The padded parameters in one flat array: first every matrix (they decay, and they consist of
 * blocks), then every vector. Gradients and moments use the same layout.
 */
final class PaddedLayout {
  private final ModelConfig model;
  private final Map<String, PaddedTensor> tensors = new LinkedHashMap<>();
  private final int matricesEnd;
  private final int size;

  PaddedLayout(ModelConfig model) {
    this.model = model;
    List<ParameterTensor> sources = ParameterLayout.of(model).tensors();
    int offset = 0;
    for (ParameterTensor source : sources) {
      if (source.isDecayed()) {
        offset = add(source, offset);
      }
    }
    matricesEnd = offset;
    for (ParameterTensor source : sources) {
      if (!source.isDecayed()) {
        offset = add(source, offset);
      }
    }
    size = Math.multiplyExact(Math.ceilDiv(offset, BLOCK), BLOCK);
  }

  private int add(ParameterTensor source, int offset) {
    boolean headsInRows = source.name().endsWith("attn.c_proj.weight");
    boolean headsInColumns = source.name().contains("attn.c_attn");
    List<Integer> shape = source.shape();
    int rowGroup = headsInRows ? model.headSize() : shape.size() == 2 ? shape.get(0) : 1;
    int columnGroup = headsInColumns ? model.headSize() : shape.get(shape.size() - 1);
    PaddedTensor tensor = new PaddedTensor(source, offset, rowGroup, columnGroup);
    tensors.put(source.name(), tensor);
    return Math.addExact(offset, tensor.length());
  }

  /** Floats of the padded array: a multiple of a block. */
  int size() {
    return size;
  }

  /** Where the matrices end: a multiple of a block. */
  int matricesEnd() {
    return matricesEnd;
  }

  PaddedTensor tensor(String name) {
    return tensors.get(name);
  }

  Iterable<PaddedTensor> tensors() {
    return tensors.values();
  }

  /** The matrices whose transposes the products need: all but the positions'. */
  List<PaddedTensor> transposedTensors() {
    List<PaddedTensor> transposed = new ArrayList<>();
    for (PaddedTensor tensor : tensors()) {
      if (tensor.isMatrix() && !tensor.source().name().equals("wpe.weight")) {
        transposed.add(tensor);
      }
    }
    return transposed;
  }

  /** Copies parameters in the contract's order into a padded array. */
  void pad(float[] contract, float[] padded) {
    tensors().forEach(tensor -> tensor.pad(contract, padded));
  }

  /** Copies padded parameters into the contract's order. */
  void unpad(float[] padded, float[] contract) {
    tensors().forEach(tensor -> tensor.unpad(padded, contract));
  }
}
