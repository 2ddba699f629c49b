package dev.fourfold.baselines.human;

import dev.fourfold.core.kernel.Kernel;
import dev.fourfold.core.kernel.KernelData;
import dev.fourfold.core.kernel.KernelProvider;
import dev.fourfold.core.kernel.LinearLayer;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.TrainingTask;

/** The parts of the human reference, for benchmarks. */
public final class HumanKernels implements KernelProvider {

  @Override
  public String trainer() {
    return "human";
  }

  /** A kernel that gives an array, and may add to a gradient. */
  private static final class Prepared implements Kernel {
    private final Work work;
    private final float[] gradient;
    private float[] given = {};

    interface Work {
      float[] run();
    }

    Prepared(float[] gradient, Work work) {
      this.gradient = gradient;
      this.work = work;
    }

    Prepared(Work work) {
      this(new float[0], work);
    }

    @Override
    public void run() {
      given = work.run();
    }

    @Override
    public double sum() {
      return sumOf(given) + sumOf(gradient);
    }

    private static double sumOf(float[] values) {
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      return sum;
    }
  }

  @Override
  public Kernel linearForward(TrainingTask task, LinearLayer layer) {
    float[] parameters = parameters(task);
    float[] x = operand(task, layer.in(task.model()), FIRST);
    Linear linear = linear(task, layer);
    return new Prepared(() -> linear.forward(parameters, x));
  }

  @Override
  public Kernel linearBackward(TrainingTask task, LinearLayer layer) {
    float[] parameters = parameters(task);
    float[] gradient = new float[parameters.length];
    Linear linear = linear(task, layer);
    linear.forward(parameters, operand(task, layer.in(task.model()), FIRST));
    float[] dy = operand(task, layer.out(task.model()), SECOND);
    return new Prepared(gradient, () -> linear.backward(parameters, gradient, dy));
  }

  private static Linear linear(TrainingTask task, LinearLayer layer) {
    ParameterLayout layout = ParameterLayout.of(task.model());
    return new Linear(
        task.tokensPerStep(),
        layer.in(task.model()),
        layer.out(task.model()),
        layout.tensor(layer.tensorName() + ".weight").offset(),
        layout.tensor(layer.tensorName() + ".bias").offset(),
        new Products(task));
  }

  @Override
  public Kernel attentionForward(TrainingTask task) {
    Attention attention = new Attention(task.model(), task.batchSize());
    float[] qkv = operand(task, 3 * task.model().channels(), FIRST);
    return new Prepared(() -> attention.forward(qkv));
  }

  @Override
  public Kernel attentionBackward(TrainingTask task) {
    Attention attention = new Attention(task.model(), task.batchSize());
    attention.forward(operand(task, 3 * task.model().channels(), FIRST));
    float[] dOutput = operand(task, task.model().channels(), SECOND);
    return new Prepared(() -> attention.backward(dOutput));
  }

  @Override
  public Kernel layerNormForward(TrainingTask task) {
    float[] parameters = parameters(task);
    LayerNorm norm = norm(task);
    float[] x = operand(task, task.model().channels(), FIRST);
    return new Prepared(() -> norm.forward(parameters, x));
  }

  @Override
  public Kernel layerNormBackward(TrainingTask task) {
    float[] parameters = parameters(task);
    float[] gradient = new float[parameters.length];
    LayerNorm norm = norm(task);
    norm.forward(parameters, operand(task, task.model().channels(), FIRST));
    float[] dy = operand(task, task.model().channels(), SECOND);
    return new Prepared(gradient, () -> norm.backward(parameters, gradient, dy));
  }

  private static LayerNorm norm(TrainingTask task) {
    ParameterLayout layout = ParameterLayout.of(task.model());
    return Block.norm(layout, "h.0.ln_1", task.tokensPerStep(), task.model().channels());
  }

  @Override
  public Kernel geluForward(TrainingTask task) {
    float[] x = operand(task, 4 * task.model().channels(), FIRST);
    Gelu gelu = new Gelu(x.length);
    return new Prepared(() -> gelu.forward(x));
  }

  @Override
  public Kernel geluBackward(TrainingTask task) {
    float[] x = operand(task, 4 * task.model().channels(), FIRST);
    Gelu gelu = new Gelu(x.length);
    gelu.forward(x);
    float[] dy = operand(task, 4 * task.model().channels(), SECOND);
    return new Prepared(() -> gelu.backward(dy));
  }

  @Override
  public Kernel headAndLoss(TrainingTask task) {
    ModelConfig model = task.model();
    float[] parameters = parameters(task);
    float[] gradient = new float[parameters.length];
    int tokens = ParameterLayout.of(model).tensor("wte.weight").offset();
    Head head =
        new Head(
            task.tokensPerStep(), model.channels(), model.vocabulary(), tokens, new Products(task));
    float[] x = operand(task, model.channels(), FIRST);
    int[] targets = KernelData.tokens(task.tokensPerStep(), model.vocabulary(), SECOND);
    return new Prepared(
        () -> {
          head.forward(parameters, x, targets);
          return head.backward(parameters, gradient);
        });
  }

  @Override
  public Kernel optimizer(TrainingTask task) {
    ParameterLayout layout = ParameterLayout.of(task.model());
    float[] parameters = parameters(task);
    float[] gradient = KernelData.uniform(layout.size(), FIRST);
    AdamW optimizer = new AdamW(task.optimizer(), layout);
    return new Prepared(
        () -> {
          optimizer.update(parameters, gradient, KernelData.LEARNING_RATE);
          return parameters;
        });
  }

  private static float[] parameters(TrainingTask task) {
    return KernelData.uniform(ParameterLayout.of(task.model()).size(), PARAMETERS);
  }

  /** (B*T, columns). */
  private static float[] operand(TrainingTask task, int columns, long seed) {
    return KernelData.uniform(task.tokensPerStep() * columns, seed);
  }
}
