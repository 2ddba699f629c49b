package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.PANEL;

import dev.fourfold.core.kernel.Kernel;
import dev.fourfold.core.kernel.KernelData;
import dev.fourfold.core.kernel.KernelProvider;
import dev.fourfold.core.kernel.LinearLayer;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.TrainingTask;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** The parts of the frontier trainer, for benchmarks: each as its members run it in a step. */
public final class FrontierKernels implements KernelProvider {

  @Override
  public String trainer() {
    return "frontier";
  }

  /** A kernel that a team runs, each member its share. */
  private static final class Prepared implements Kernel {
    private final Team team;
    private final DoubleSupplier result;

    Prepared(Stage stage, Team.Work work, DoubleSupplier result) {
      this.team = new Team(stage.task.threads(), work);
      this.result = result;
    }

    @Override
    public void run() {
      team.run();
    }

    @Override
    public double sum() {
      return result.getAsDouble();
    }

    @Override
    public void close() {
      team.close();
    }
  }

  /** What a step's kernels work on: parameters, gradients, and the activations of the model. */
  private static final class Stage {
    final TrainingTask task;
    final ModelConfig model;
    final Workspace workspace;
    final PaddedLayout layout;
    final float[] parameters;
    final float[][] gradients;
    final Weights weights;
    final Weights.Layer block;
    final TransposedWeights transposed;
    final Activations activations;
    final Activations.Layer inner;
    final Share[] shares;

    Stage(TrainingTask task) {
      this.task = task;
      model = task.model();
      int size = ParameterLayout.of(model).size();
      workspace = Workspace.take(task, KernelData.uniform(size, PARAMETERS));
      layout = workspace.layout();
      parameters = workspace.parameters();
      gradients = workspace.gradients();
      for (float[] gradient : gradients) {
        Arrays.fill(gradient, 0);
      }
      weights = workspace.weights();
      block = weights.layers().get(0);
      transposed = workspace.transposed();
      activations = workspace.activations();
      inner = activations.layers.get(0);
      shares = new Share[task.threads()];
      for (int member = 0; member < shares.length; member++) {
        shares[member] = Share.of(task, member);
      }
    }

    Weights gradients(int member) {
      return Weights.in(layout, model.layers(), gradients[member]);
    }

    /** Fills (R, columns), columns in groups that are padded one by one. */
    void fill(PanelMatrix matrix, int columns, int group, long seed) {
      float[] values = KernelData.uniform(task.tokensPerStep() * columns, seed);
      for (int token = 0; token < task.tokensPerStep(); token++) {
        for (int column = 0; column < columns; column++) {
          matrix.data()[matrix.element(row(token), padded(column, group))] =
              values[token * columns + column];
        }
      }
    }

    double sum(PanelMatrix matrix, int columns, int group) {
      double sum = 0;
      for (int token = 0; token < task.tokensPerStep(); token++) {
        for (int column = 0; column < columns; column++) {
          sum += matrix.data()[matrix.element(row(token), padded(column, group))];
        }
      }
      return sum;
    }

    private int row(int token) {
      int time = model.contextLength();
      return token / time * activations.sequenceRows + token % time;
    }

    private static int padded(int column, int group) {
      return column / group * Lanes.padded(group) + column % group;
    }

    double sumOfGradients() {
      double sum = 0;
      for (float[] gradient : gradients) {
        sum += sumOfContract(gradient);
      }
      return sum;
    }

    double sumOfContract(float[] padded) {
      float[] contract = new float[ParameterLayout.of(model).size()];
      layout.unpad(padded, contract);
      double sum = 0;
      for (float value : contract) {
        sum += value;
      }
      return sum;
    }
  }

  /**
   * A linear layer between activations.
   *
   * @param inGroup columns of X that are padded as one, likewise {@code outGroup} of Y
   * @param bias index of b among the parameters
   */
  private record Place(
      PanelMatrix x,
      int inGroup,
      PanelMatrix y,
      int outGroup,
      PanelMatrix weight,
      int bias,
      PanelMatrix dy,
      PanelMatrix transposed,
      PanelMatrix dx) {

    static Place of(Stage stage, LinearLayer layer) {
      Activations.Layer a = stage.inner;
      Activations all = stage.activations;
      Weights.Layer w = stage.block;
      TransposedWeights.Layer t = stage.transposed.layer(0);
      int channels = stage.model.channels();
      int head = stage.model.headSize();
      return switch (layer) {
        case QKV ->
            new Place(
                a.normalised1,
                channels,
                a.qkv,
                head,
                w.attention(),
                w.attentionBias(),
                all.dQkv,
                t.attention(),
                all.dNormalised);
        case PROJECTION ->
            new Place(
                a.mixed,
                head,
                a.residual2,
                channels,
                w.attentionOut(),
                w.attentionOutBias(),
                all.dResidual,
                t.attentionOut(),
                all.dMixed);
        case EXPANSION ->
            new Place(
                a.normalised2,
                channels,
                a.derivative,
                4 * channels,
                w.expand(),
                w.expandBias(),
                all.dHidden,
                t.expand(),
                all.dNormalised);
        case CONTRACTION ->
            new Place(
                a.hidden,
                4 * channels,
                all.last,
                channels,
                w.contract(),
                w.contractBias(),
                all.dResidual,
                t.contract(),
                all.dHidden);
      };
    }

    static PanelMatrix weightGradient(Weights gradients, LinearLayer layer) {
      Weights.Layer g = gradients.layers().get(0);
      return switch (layer) {
        case QKV -> g.attention();
        case PROJECTION -> g.attentionOut();
        case EXPANSION -> g.expand();
        case CONTRACTION -> g.contract();
      };
    }
  }

  @Override
  public Kernel linearForward(TrainingTask task, LinearLayer layer) {
    Stage stage = new Stage(task);
    Place place = Place.of(stage, layer);
    stage.fill(place.x(), layer.in(stage.model), place.inGroup(), FIRST);
    return new Prepared(
        stage,
        member -> {
          Share share = stage.shares[member];
          Products.multiplyBiased(
              place.x(),
              share.fromRow(),
              share.toRow(),
              place.weight(),
              stage.parameters,
              place.bias(),
              place.y());
        },
        () -> stage.sum(place.y(), layer.out(stage.model), place.outGroup()));
  }

  @Override
  public Kernel linearBackward(TrainingTask task, LinearLayer layer) {
    Stage stage = new Stage(task);
    Place place = Place.of(stage, layer);
    stage.fill(place.x(), layer.in(stage.model), place.inGroup(), FIRST);
    stage.fill(place.dy(), layer.out(stage.model), place.outGroup(), SECOND);
    PanelMatrix[] dWeights = new PanelMatrix[task.threads()];
    for (int member = 0; member < dWeights.length; member++) {
      dWeights[member] = Place.weightGradient(stage.gradients(member), layer);
    }
    return new Prepared(
        stage,
        member -> {
          int from = stage.shares[member].fromRow();
          int to = stage.shares[member].toRow();
          Products.biasGradient(place.dy(), from, to, stage.gradients[member], place.bias());
          Products.weightGradient(place.x(), place.dy(), from, to, dWeights[member]);
          Products.multiply(place.dy(), from, to, place.transposed(), place.dx());
        },
        () ->
            stage.sum(place.dx(), layer.in(stage.model), place.inGroup()) + stage.sumOfGradients());
  }

  @Override
  public Kernel attentionForward(TrainingTask task) {
    Stage stage = new Stage(task);
    int channels = stage.model.channels();
    int head = stage.model.headSize();
    stage.fill(stage.inner.qkv, 3 * channels, head, FIRST);
    return new Prepared(
        stage, attentionForward(stage), () -> stage.sum(stage.inner.mixed, channels, head));
  }

  private static Team.Work attentionForward(Stage stage) {
    Attention[] attention = attention(stage);
    return member -> {
      Share share = stage.shares[member];
      for (int i = share.fromHead(); i < share.toHead(); i++) {
        attention[member].forward(
            stage.inner.qkv,
            i / stage.model.heads() * stage.activations.sequenceRows,
            i % stage.model.heads(),
            stage.inner.probabilities.get(i),
            stage.inner.mixed);
      }
    };
  }

  private static Attention[] attention(Stage stage) {
    Attention[] attention = new Attention[stage.task.threads()];
    for (int member = 0; member < attention.length; member++) {
      attention[member] =
          new Attention(
              stage.model.heads(), stage.model.headSize(), stage.activations.sequenceRows);
    }
    return attention;
  }

  @Override
  public Kernel attentionBackward(TrainingTask task) {
    Stage stage = new Stage(task);
    int channels = stage.model.channels();
    int head = stage.model.headSize();
    stage.fill(stage.inner.qkv, 3 * channels, head, FIRST);
    stage.fill(stage.activations.dMixed, channels, head, SECOND);
    try (Team once = new Team(task.threads(), attentionForward(stage))) {
      once.run();
    }
    Attention[] attention = attention(stage);
    return new Prepared(
        stage,
        member -> {
          Share share = stage.shares[member];
          for (int i = share.fromHead(); i < share.toHead(); i++) {
            attention[member].backward(
                stage.inner.qkv,
                i / stage.model.heads() * stage.activations.sequenceRows,
                i % stage.model.heads(),
                stage.inner.probabilities.get(i),
                stage.activations.dMixed,
                stage.activations.dQkv);
          }
        },
        () -> stage.sum(stage.activations.dQkv, 3 * channels, head));
  }

  @Override
  public Kernel layerNormForward(TrainingTask task) {
    Stage stage = new Stage(task);
    int channels = stage.model.channels();
    stage.fill(stage.inner.residual1, channels, channels, FIRST);
    return new Prepared(
        stage,
        layerNormForward(stage),
        () -> stage.sum(stage.inner.normalised1, channels, channels));
  }

  private static Team.Work layerNormForward(Stage stage) {
    LayerNorm[] norms = norms(stage);
    return member ->
        norms[member].forward(
            stage.inner.residual1,
            stage.shares[member].fromRow(),
            stage.shares[member].toRow(),
            stage.parameters,
            stage.block.norm1Weight(),
            stage.block.norm1Bias(),
            stage.inner.normalised1,
            stage.inner.mean1,
            stage.inner.rstd1);
  }

  private static LayerNorm[] norms(Stage stage) {
    LayerNorm[] norms = new LayerNorm[stage.task.threads()];
    for (int member = 0; member < norms.length; member++) {
      norms[member] = new LayerNorm(stage.model.channels());
    }
    return norms;
  }

  @Override
  public Kernel layerNormBackward(TrainingTask task) {
    Stage stage = new Stage(task);
    int channels = stage.model.channels();
    stage.fill(stage.inner.residual1, channels, channels, FIRST);
    stage.fill(stage.activations.dNormalised, channels, channels, SECOND);
    try (Team once = new Team(task.threads(), layerNormForward(stage))) {
      once.run();
    }
    LayerNorm[] norms = norms(stage);
    return new Prepared(
        stage,
        member ->
            norms[member].backward(
                stage.activations.dNormalised,
                stage.inner.residual1,
                stage.inner.mean1,
                stage.inner.rstd1,
                stage.shares[member].fromRow(),
                stage.shares[member].toRow(),
                stage.parameters,
                stage.gradients[member],
                stage.block.norm1Weight(),
                stage.block.norm1Bias(),
                stage.activations.dResidual),
        () -> stage.sum(stage.activations.dResidual, channels, channels) + stage.sumOfGradients());
  }

  @Override
  public Kernel geluForward(TrainingTask task) {
    Stage stage = new Stage(task);
    int wide = 4 * stage.model.channels();
    stage.fill(stage.inner.derivative, wide, wide, FIRST);
    return new Prepared(stage, geluForward(stage), () -> stage.sum(stage.inner.hidden, wide, wide));
  }

  private static Team.Work geluForward(Stage stage) {
    PanelMatrix u = stage.inner.derivative;
    PanelMatrix g = stage.inner.hidden;
    return member -> {
      Share share = stage.shares[member];
      for (int panel = 0; panel < u.panels(); panel++) {
        Gelu.forward(
            u.data(),
            u.index(panel, share.fromRow()),
            g.data(),
            g.index(panel, share.fromRow()),
            share.rows() * PANEL);
      }
    };
  }

  @Override
  public Kernel geluBackward(TrainingTask task) {
    Stage stage = new Stage(task);
    int wide = 4 * stage.model.channels();
    stage.fill(stage.inner.derivative, wide, wide, FIRST);
    try (Team once = new Team(task.threads(), geluForward(stage))) {
      once.run();
    }
    PanelMatrix dg = stage.activations.dHidden;
    PanelMatrix derivative = stage.inner.derivative;
    stage.fill(dg, wide, wide, SECOND);
    return new Prepared(
        stage,
        member -> {
          Share share = stage.shares[member];
          for (int panel = 0; panel < dg.panels(); panel++) {
            Gelu.backward(
                dg.data(),
                dg.index(panel, share.fromRow()),
                derivative.data(),
                derivative.index(panel, share.fromRow()),
                share.rows() * PANEL);
          }
        },
        () -> stage.sum(dg, wide, wide));
  }

  @Override
  public Kernel headAndLoss(TrainingTask task) {
    Stage stage = new Stage(task);
    int channels = stage.model.channels();
    PanelMatrix x = stage.activations.normalised;
    PanelMatrix logits = stage.activations.logits;
    stage.fill(x, channels, channels, FIRST);
    int[] targets = KernelData.tokens(task.tokensPerStep(), stage.model.vocabulary(), SECOND);
    CrossEntropy[] losses = new CrossEntropy[task.threads()];
    PanelMatrix[] dTokens = new PanelMatrix[task.threads()];
    for (int member = 0; member < losses.length; member++) {
      losses[member] = new CrossEntropy(stage.model.vocabulary(), task.tokensPerStep());
      dTokens[member] = stage.gradients(member).tokens();
    }
    return new Prepared(
        stage,
        member -> {
          int from = stage.shares[member].fromRow();
          int to = stage.shares[member].toRow();
          Products.multiplyBiased(
              x, from, to, stage.transposed.tokens(), losses[member].headBias(), 0, logits);
          for (int row = from; row < to; row++) {
            int position = row % stage.activations.sequenceRows;
            if (position < stage.model.contextLength()) {
              int sequence = row / stage.activations.sequenceRows;
              int token = sequence * stage.model.contextLength() + position;
              losses[member].forwardAndBackward(logits, row, targets[token]);
            } else {
              CrossEntropy.clear(logits, row);
            }
          }
          Products.weightGradient(logits, x, from, to, dTokens[member]);
          Products.multiply(
              logits, from, to, stage.weights.tokens(), stage.activations.dNormalised);
        },
        () -> stage.sum(stage.activations.dNormalised, channels, channels));
  }

  @Override
  public Kernel optimizer(TrainingTask task) {
    Stage stage = new Stage(task);
    int size = ParameterLayout.of(stage.model).size();
    stage.layout.pad(KernelData.uniform(size, FIRST), stage.gradients[0]);
    AdamW optimizer = new AdamW(task.optimizer(), stage.workspace);
    return new Optimizing(stage, optimizer);
  }

  /** Two passes with a meeting between them, as in a step. */
  private static final class Optimizing implements Kernel {
    private final Stage stage;
    private final AdamW optimizer;
    private final Team team;
    private final double[] squares;
    private int step;

    Optimizing(Stage stage, AdamW optimizer) {
      this.stage = stage;
      this.optimizer = optimizer;
      this.squares = new double[stage.task.threads()];
      this.team = new Team(stage.task.threads(), this::work);
    }

    private void work(int member) {
      int from = Share.part(optimizer.blocks(), member, squares.length);
      int to = Share.part(optimizer.blocks(), member + 1, squares.length);
      squares[member] = optimizer.sumGradients(from, to);
      team.meet(member);
      double sum = 0;
      for (double part : squares) {
        sum += part;
      }
      optimizer.update(from, to, step, KernelData.LEARNING_RATE, optimizer.clip(sum));
    }

    @Override
    public void run() {
      step++;
      team.run();
    }

    @Override
    public double sum() {
      return stage.sumOfContract(stage.parameters);
    }

    @Override
    public void close() {
      team.close();
    }
  }

  @Override
  public Optional<Kernel> meeting(TrainingTask task) {
    return Optional.of(new Meeting(task.threads()));
  }

  private static final class Meeting implements Kernel {
    private final Team team;

    Meeting(int threads) {
      team = new Team(threads, this::work);
    }

    /** A team meets twice in a run, whatever its work. */
    private void work(int member) {
      for (int i = 2; i < MEETINGS; i++) {
        team.meet(member);
      }
    }

    @Override
    public void run() {
      team.run();
    }

    @Override
    public double sum() {
      return 0;
    }

    @Override
    public void close() {
      team.close();
    }
  }
}
