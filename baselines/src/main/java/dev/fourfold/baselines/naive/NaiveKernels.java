package dev.fourfold.baselines.naive;

import dev.fourfold.core.kernel.Kernel;
import dev.fourfold.core.kernel.KernelData;
import dev.fourfold.core.kernel.KernelProvider;
import dev.fourfold.core.kernel.LinearLayer;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.TrainingTask;
import java.util.function.DoubleSupplier;

/** The parts of the textbook trainer, for benchmarks. */
public final class NaiveKernels implements KernelProvider {

  @Override
  public String trainer() {
    return "naive";
  }

  private record Prepared(Runnable work, DoubleSupplier result) implements Kernel {
    @Override
    public void run() {
      work.run();
    }

    @Override
    public double sum() {
      return result.getAsDouble();
    }
  }

  /** A kernel whose result is a matrix that it makes anew. */
  private static final class Making implements Kernel {
    private final Maker maker;
    private float[][] made = {};

    interface Maker {
      float[][] make();
    }

    Making(Maker maker) {
      this.maker = maker;
    }

    @Override
    public void run() {
      made = maker.make();
    }

    @Override
    public double sum() {
      return sumOf(made);
    }
  }

  @Override
  public Kernel linearForward(TrainingTask task, LinearLayer layer) {
    float[][] x = matrix(task, layer.in(task.model()), FIRST);
    Linear linear = new Linear(parameters(task), layer.tensorName());
    return new Making(() -> linear.forward(x));
  }

  @Override
  public Kernel linearBackward(TrainingTask task, LinearLayer layer) {
    Parameters parameters = parameters(task);
    Linear linear = new Linear(parameters, layer.tensorName());
    linear.forward(matrix(task, layer.in(task.model()), FIRST));
    float[][] dy = matrix(task, layer.out(task.model()), SECOND);
    Making dx = new Making(() -> linear.backward(dy));
    return new Prepared(dx::run, () -> dx.sum() + gradients(parameters));
  }

  @Override
  public Kernel attentionForward(TrainingTask task) {
    Attention attention = new Attention(task.model(), task.batchSize());
    float[][] qkv = matrix(task, 3 * task.model().channels(), FIRST);
    return new Making(() -> attention.forward(qkv));
  }

  @Override
  public Kernel attentionBackward(TrainingTask task) {
    Attention attention = new Attention(task.model(), task.batchSize());
    attention.forward(matrix(task, 3 * task.model().channels(), FIRST));
    float[][] dOutput = matrix(task, task.model().channels(), SECOND);
    return new Making(() -> attention.backward(dOutput));
  }

  @Override
  public Kernel layerNormForward(TrainingTask task) {
    LayerNorm norm = new LayerNorm(parameters(task), "h.0.ln_1");
    float[][] x = matrix(task, task.model().channels(), FIRST);
    return new Making(() -> norm.forward(x));
  }

  @Override
  public Kernel layerNormBackward(TrainingTask task) {
    Parameters parameters = parameters(task);
    LayerNorm norm = new LayerNorm(parameters, "h.0.ln_1");
    norm.forward(matrix(task, task.model().channels(), FIRST));
    float[][] dy = matrix(task, task.model().channels(), SECOND);
    Making dx = new Making(() -> norm.backward(dy));
    return new Prepared(dx::run, () -> dx.sum() + gradients(parameters));
  }

  @Override
  public Kernel geluForward(TrainingTask task) {
    Gelu gelu = new Gelu();
    float[][] x = matrix(task, 4 * task.model().channels(), FIRST);
    return new Making(() -> gelu.forward(x));
  }

  @Override
  public Kernel geluBackward(TrainingTask task) {
    Gelu gelu = new Gelu();
    gelu.forward(matrix(task, 4 * task.model().channels(), FIRST));
    float[][] dy = matrix(task, 4 * task.model().channels(), SECOND);
    return new Making(() -> gelu.backward(dy));
  }

  @Override
  public Kernel headAndLoss(TrainingTask task) {
    ModelConfig model = task.model();
    Head head = new Head(parameters(task));
    float[][] x = matrix(task, model.channels(), FIRST);
    int[] targets = KernelData.tokens(task.tokensPerStep(), model.vocabulary(), SECOND);
    return new Making(
        () -> {
          head.forward(x, targets);
          return head.backward(targets);
        });
  }

  /** An update leaves the gradient zero; filling it again, a tenth of the work, is part of it. */
  @Override
  public Kernel optimizer(TrainingTask task) {
    Parameters parameters = parameters(task);
    AdamW optimizer = new AdamW(task.optimizer());
    float[] gradient = KernelData.uniform(ParameterLayout.of(task.model()).size(), FIRST);
    return new Prepared(
        () -> {
          fillGradients(parameters, gradient);
          optimizer.clip(parameters);
          optimizer.update(parameters, KernelData.LEARNING_RATE);
        },
        () -> {
          double sum = 0;
          for (Parameter parameter : parameters.all()) {
            sum += sumOf(parameter.value);
          }
          return sum;
        });
  }

  private static void fillGradients(Parameters parameters, float[] gradient) {
    int offset = 0;
    for (Parameter parameter : parameters.all()) {
      for (float[] row : parameter.gradient) {
        System.arraycopy(gradient, offset, row, 0, row.length);
        offset += row.length;
      }
    }
  }

  private static Parameters parameters(TrainingTask task) {
    ParameterLayout layout = ParameterLayout.of(task.model());
    return new Parameters(layout, KernelData.uniform(layout.size(), PARAMETERS));
  }

  /** (B*T, columns). */
  private static float[][] matrix(TrainingTask task, int columns, long seed) {
    float[] values = KernelData.uniform(task.tokensPerStep() * columns, seed);
    float[][] matrix = new float[task.tokensPerStep()][columns];
    for (int i = 0; i < matrix.length; i++) {
      System.arraycopy(values, i * columns, matrix[i], 0, columns);
    }
    return matrix;
  }

  private static double gradients(Parameters parameters) {
    double sum = 0;
    for (Parameter parameter : parameters.all()) {
      sum += sumOf(parameter.gradient);
    }
    return sum;
  }

  private static double sumOf(float[][] matrix) {
    double sum = 0;
    for (float[] row : matrix) {
      for (float value : row) {
        sum += value;
      }
    }
    return sum;
  }
}
