package dev.fourfold.harness.training;

import dev.fourfold.core.data.BatchSampler;
import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.measure.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Trains, takes the held-out loss on the way, and lets the trained model write a paragraph. */
public final class TrainingRun {
  /** Points on the curve. */
  private static final int POINTS = 12;

  /**
   * Held-out batches at a point: this part of the steps between points, so that it costs little.
   */
  private static final double HELD_OUT_SHARE = 0.1;

  private static final int MOST_HELD_OUT_BATCHES = 64;
  private static final int SAMPLED_BYTES = 600;
  private static final int PROGRESS_UNITS = 1000;

  private final TrainingPlan plan;
  private final Progress progress;

  public TrainingRun(TrainingPlan plan, Progress progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** A training that has come to its end. */
  public record Trained(TrainingRecord record, float[] parameters) {}

  /**
   * Trains.
   *
   * @throws BadInputException if a loss is not finite: the learning rate is too high, or the
   *     trainer is wrong
   */
  public Trained run(TrainerProvider provider) {
    SplittableRandom seeds = new SplittableRandom(plan.seed());
    TrainingTask task = plan.workload().task(plan.threads());
    float[] parameters = InitialParameters.draw(ParameterLayout.of(task.model()), seeds.nextLong());
    BatchSampler batches =
        new BatchSampler(
            plan.corpus().training(),
            task.batchSize(),
            task.model().contextLength(),
            seeds.nextLong());
    byte[] heldOutText = plan.corpus().heldOut();
    HeldOutLoss heldOut = new HeldOutLoss(provider, task, heldOutText, MOST_HELD_OUT_BATCHES);

    progress.expect(PROGRESS_UNITS);
    Curve curve = new Curve(heldOut, parameters);
    try (Trainer trainer = provider.create(task, parameters)) {
      while (!curve.isComplete()) {
        TokenBatch batch = batches.next();
        double learningRate = plan.schedule().at(curve.fractionUsed());
        float loss = trainer.step(batch.inputs(), batch.targets(), (float) learningRate);
        curve.add(loss, learningRate, trainer);
      }
    }
    TrainingRecord record =
        new TrainingRecord(
            TrainingRecord.SCHEMA,
            provider.name(),
            plan.workload().name(),
            plan.corpus().name(),
            plan.corpus().digest(),
            plan.threads(),
            plan.seed(),
            curve.steps,
            curve.elapsed().toNanos() / 1e9,
            describe(heldOutText, curve.heldOutBatches * task.tokensPerStep()),
            curve.points,
            sample(new TrainedModel(task.model(), parameters), seeds.split()));
    return new Trained(record, parameters);
  }

  private static TrainingRecord.HeldOut describe(byte[] text, int lossTokens) {
    TextEntropy entropy = TextEntropy.of(text);
    return new TrainingRecord.HeldOut(text.length, lossTokens, entropy.unigram(), entropy.bigram());
  }

  private TrainingRecord.Sample sample(TrainedModel model, SplittableRandom random) {
    byte[] prompt = prompt(model.model().contextLength() / 2);
    byte[] text = new TextSampler(model, random).goOn(prompt, SAMPLED_BYTES);
    return new TrainingRecord.Sample(
        TextSampler.TEMPERATURE, TextSampler.printable(prompt), TextSampler.printable(text));
  }

  /** The held-out text's first lines, as many as fit. */
  private byte[] prompt(int mostBytes) {
    byte[] text = plan.corpus().heldOut();
    for (int length = mostBytes; length > 0; length--) {
      if (text[length - 1] == '\n') {
        return Arrays.copyOf(text, length);
      }
    }
    return Arrays.copyOf(text, Math.max(1, mostBytes));
  }

  /** The training so far. */
  private final class Curve {
    private final HeldOutLoss heldOut;
    private final float[] parameters;
    private final List<TrainingPoint> points = new ArrayList<>();
    private final long start = System.nanoTime();
    private int steps;
    private int stepsAtLastPoint;
    private double lossSinceLastPoint;
    private int heldOutBatches = 1;
    private int progressShown;
    private int nextPoint = 1;
    private boolean complete;

    /**
     * @param parameters where the current parameters are put at each point
     */
    Curve(HeldOutLoss heldOut, float[] parameters) {
      this.heldOut = heldOut;
      this.parameters = parameters;
    }

    Duration elapsed() {
      return Duration.ofNanos(System.nanoTime() - start);
    }

    double fractionUsed() {
      return plan.budget().fractionUsed(steps, elapsed());
    }

    boolean isComplete() {
      return complete;
    }

    /** One step was done. */
    void add(float loss, double learningRate, Trainer trainer) {
      steps++;
      if (!Float.isFinite(loss)) {
        throw new BadInputException(
            "the loss of step %d is %s: try a smaller --learning-rate".formatted(steps, loss));
      }
      lossSinceLastPoint += loss;
      double used = fractionUsed();
      while (progressShown < Math.min(PROGRESS_UNITS, used * PROGRESS_UNITS)) {
        progress.step("step %d, loss %.3f".formatted(steps, loss));
        progressShown++;
      }
      complete = used >= 1;
      if (used * POINTS >= nextPoint) {
        addPoint(learningRate, trainer);
        nextPoint = (int) (used * POINTS) + 1;
      }
    }

    private void addPoint(double learningRate, Trainer trainer) {
      int since = steps - stepsAtLastPoint;
      // Never fewer than at the point before, which may have been a slow start's.
      heldOutBatches =
          Math.clamp(Math.round(HELD_OUT_SHARE * since), heldOutBatches, MOST_HELD_OUT_BATCHES);
      trainer.readParameters(parameters);
      TrainingPoint point =
          new TrainingPoint(
              steps,
              elapsed().toNanos() / 1e9,
              learningRate,
              lossSinceLastPoint / since,
              heldOut.of(parameters, heldOutBatches));
      points.add(point);
      stepsAtLastPoint = steps;
      lossSinceLastPoint = 0;
      progress.say(
          "step %d: loss %.3f, held out %.3f nats a byte"
              .formatted(point.step(), point.trainingLoss(), point.heldOutLoss()));
    }
  }
}
