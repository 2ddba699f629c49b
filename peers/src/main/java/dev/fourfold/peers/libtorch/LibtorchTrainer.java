package dev.fourfold.peers.libtorch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The training loop: forward, backward by libtorch's own differentiation, clip, update. */
final class LibtorchTrainer implements Trainer {
  private final TrainingTask task;
  private final ParameterLayout layout;
  private final Engine engine = Engine.getEngine("PyTorch");
  private final NDManager manager = engine.newBaseManager();
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Gpt2 model;
  private final AdamW optimizer;

  LibtorchTrainer(TrainingTask task, float[] initialParameters) {
    this.task = task;
    this.layout = ParameterLayout.of(task.model());
    for (ParameterTensor tensor : layout.tensors()) {
      float[] values = Arrays.copyOfRange(initialParameters, tensor.offset(), tensor.end());
      NDArray parameter = manager.create(values, shape(tensor));
      parameter.setRequiresGradient(true);
      parameters.put(tensor.name(), parameter);
    }
    model = new Gpt2(task, parameters, manager);
    optimizer = new AdamW(task.optimizer(), layout, parameters, manager);
  }

  private static Shape shape(ParameterTensor tensor) {
    return new Shape(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
  }

  @Override
  public float step(int[] inputs, int[] targets, float learningRate) {
    // Whatever libtorch makes in a step goes with it, not when the collector comes by.
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      float loss = forwardAndBackward(inputs, targets);
      optimizer.update(learningRate);
      return loss;
    }
  }

  private float forwardAndBackward(int[] inputs, int[] targets) {
    try (GradientCollector collector = engine.newGradientCollector()) {
      // Gradients add up from step to step unless they are told not to.
      collector.zeroGradients();
      NDArray loss = model.loss(batch(inputs), batch(targets));
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  /** (B,T) of 64-bit tokens, as libtorch wants indices. */
  private NDArray batch(int[] tokens) {
    Shape shape = new Shape(task.batchSize(), task.model().contextLength());
    return manager.create(tokens, shape).toType(DataType.INT64, false);
  }

  @Override
  public void readParameters(float[] destination) {
    for (ParameterTensor tensor : layout.tensors()) {
      float[] values = parameters.get(tensor.name()).toFloatArray();
      System.arraycopy(values, 0, destination, tensor.offset(), values.length);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
