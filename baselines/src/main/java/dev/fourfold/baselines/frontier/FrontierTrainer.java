package dev.fourfold.baselines.frontier;

import dev.fourfold.core.training.PhaseTimed;
import dev.fourfold.core.training.StepPhase;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The training loop on the Vector API: members with rows of their own, matrices in panels, AdamW in
 * one pass. Nothing is allocated in a step.
 */
final class FrontierTrainer implements Trainer, PhaseTimed {
  /** Doubles of a cache line. */
  private static final int LINE = 8;

  private final TrainingTask task;
  private final Workspace workspace;
  private final AdamW optimizer;
  private final Team team;
  private final Member[] members;

  /** What each member found, in steps of a cache line so that they do not share one. */
  private final double[] losses;

  private final double[] squares;

  private int[] inputs = {};
  private int[] targets = {};
  private float learningRate;
  private int step;
  private boolean closed;

  FrontierTrainer(TrainingTask task, float[] initialParameters) {
    this.task = task;
    workspace = Workspace.take(task, initialParameters);
    optimizer = new AdamW(task.optimizer(), workspace);
    losses = new double[task.threads() * LINE];
    squares = new double[task.threads() * LINE];
    team = new Team(task.threads(), this::runMember);
    members = new Member[task.threads()];
    for (int member = 0; member < members.length; member++) {
      members[member] = new Member(Share.of(task, member), task, workspace, team);
    }
  }

  @Override
  public float step(int[] inputs, int[] targets, float learningRate) {
    requireTokens(inputs);
    requireTokens(targets);
    this.inputs = inputs;
    this.targets = targets;
    this.learningRate = learningRate;
    step++;
    team.run();
    return (float) (sum(losses) / task.tokensPerStep());
  }

  private void requireTokens(int[] tokens) {
    if (tokens.length != task.tokensPerStep()) {
      throw new IllegalArgumentException(
          "a step takes " + task.tokensPerStep() + " tokens, not " + tokens.length);
    }
    for (int token : tokens) {
      if (token < 0 || token >= task.model().vocabulary()) {
        throw new IllegalArgumentException("no token of the vocabulary: " + token);
      }
    }
  }

  private void runMember(int number) {
    Member member = members[number];
    int from = Share.part(optimizer.blocks(), number, members.length);
    int to = Share.part(optimizer.blocks(), number + 1, members.length);
    member.clock().start(StepPhase.WAITING);
    losses[number * LINE] = member.forwardAndBackward(inputs, targets);
    member.meet();
    member.clock().enter(StepPhase.OPTIMIZER);
    squares[number * LINE] = optimizer.sumGradients(from, to);
    member.meet();
    member.clock().enter(StepPhase.OPTIMIZER);
    optimizer.update(from, to, step, learningRate, optimizer.clip(sum(squares)));
    member.clock().enter(StepPhase.WAITING);
  }

  private static double sum(double[] found) {
    double sum = 0;
    for (int i = 0; i < found.length; i += LINE) {
      sum += found[i];
    }
    return sum;
  }

  @Override
  public void readParameters(float[] destination) {
    workspace.layout().unpad(workspace.parameters(), destination);
  }

  @Override
  public Map<String, Double> phaseSeconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (StepPhase phase : StepPhase.values()) {
      double sum = 0;
      for (Member member : members) {
        sum += member.clock().seconds(phase);
      }
      seconds.put(phase.title(), sum / members.length);
    }
    return seconds;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      team.close();
      workspace.giveBack();
    }
  }
}
