package dev.fourfold.peers.libtorch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.AdamW;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The training loop: forward, backward by libtorch's own differentiation, clip, DJL's AdamW. */
final class LibtorchTrainer implements Trainer {
  private final TrainingTask task;
  private final ParameterLayout layout;
  private final Engine engine = Engine.getEngine("PyTorch");
  private final NDManager manager = engine.newBaseManager();
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Gpt2 model;
  private final AdamW decaying;
  private final AdamW plain;
  private float learningRate;

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
    decaying = optimizer(task.optimizer(), task.optimizer().weightDecay());
    plain = optimizer(task.optimizer(), 0);
  }

  private static Shape shape(ParameterTensor tensor) {
    return new Shape(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
  }

  private AdamW optimizer(OptimizerConfig config, float weightDecay) {
    return AdamW.builder()
        .optBeta1(config.beta1())
        .optBeta2(config.beta2())
        .optEpsilon(config.epsilon())
        .optWeightDecays(weightDecay)
        .optLearningRateTracker((name, update) -> learningRate)
        .build();
  }

  @Override
  public float step(int[] inputs, int[] targets, float rate) {
    learningRate = rate;
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      // Gradients add up from step to step unless they are told not to.
      collector.zeroGradients();
      NDArray loss = model.loss(batch(scope, inputs), batch(scope, targets));
      collector.backward(loss);
      clip(scope);
      for (ParameterTensor tensor : layout.tensors()) {
        NDArray parameter = parameters.get(tensor.name());
        try (NDArray gradient = parameter.getGradient()) {
          (tensor.isDecayed() ? decaying : plain).update(tensor.name(), parameter, gradient);
        }
      }
      return loss.getFloat();
    }
  }

  /** (B,T) of 64-bit tokens, as libtorch wants indices. */
  private NDArray batch(NDManager scope, int[] tokens) {
    Shape shape = new Shape(task.batchSize(), task.model().contextLength());
    return scope.create(tokens, shape).toType(DataType.INT64, false);
  }

  /** Scales all gradients down if their norm is too large. */
  private void clip(NDManager scope) {
    NDArray squares = scope.zeros(new Shape());
    for (NDArray parameter : parameters.values()) {
      try (NDArray gradient = parameter.getGradient()) {
        gradient.attach(scope);
        squares.addi(gradient.square().sum());
      }
    }
    float norm = (float) Math.sqrt(squares.getFloat());
    float most = task.optimizer().maxGradientNorm();
    if (norm > most) {
      for (NDArray parameter : parameters.values()) {
        try (NDArray gradient = parameter.getGradient()) {
          gradient.muli(most / norm);
        }
      }
    }
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
