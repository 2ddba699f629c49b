package dev.fourfold.harness.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.oracle.OracleProvider;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.measure.Silence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingRunTest {
  private static final Workload WORKLOAD =
      new Workload(
          "minute",
          new ModelConfig(1, 2, 8, 8, ModelConfig.BYTES),
          new OptimizerConfig(0.9f, 0.99f, 1e-8f, 0.1f, 1),
          2,
          4,
          "tests");

  private static final Corpus CORPUS =
      Corpus.of("abc", "a bird, a cat and a dog. ".repeat(40).getBytes(StandardCharsets.US_ASCII));

  private static TrainingPlan plan(Budget budget, long seed) {
    return new TrainingPlan(WORKLOAD, CORPUS, 1, budget, new LearningRateSchedule(0.01), seed);
  }

  private static TrainingRun.Trained train(TrainingPlan plan) {
    return new TrainingRun(plan, new Silence()).run(new OracleProvider());
  }

  @Test
  void learnsAndCountsItsSteps() {
    Silence progress = new Silence();
    TrainingRecord record =
        new TrainingRun(plan(new Budget.Steps(240), 1), progress)
            .run(new OracleProvider())
            .record();
    assertEquals(240, record.steps());
    assertEquals(
        List.of(20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 240),
        record.curve().stream().map(TrainingPoint::step).toList());
    assertTrue(
        record.finalHeldOutLoss() < record.heldOut().unigramEntropy(),
        () -> record.finalHeldOutLoss() + " against " + record.heldOut());
    assertEquals(1000, progress.units());
    // Two batches of 2·8 bytes: a tenth of the twenty steps between points.
    assertEquals(32, record.heldOut().lossTokens());
    assertEquals(600, record.sample().text().length());
  }

  @Test
  void sameSeedSameTraining() {
    TrainingRun.Trained one = train(plan(new Budget.Steps(30), 5));
    TrainingRun.Trained same = train(plan(new Budget.Steps(30), 5));
    TrainingRun.Trained other = train(plan(new Budget.Steps(30), 6));
    assertArrayEquals(one.parameters(), same.parameters());
    assertEquals(one.record().sample(), same.record().sample());
    assertTrue(one.parameters()[0] != other.parameters()[0]);
  }

  @Test
  void fewStepsHaveAPointEach() {
    List<TrainingPoint> curve = train(plan(new Budget.Steps(3), 1)).record().curve();
    assertEquals(List.of(1, 2, 3), curve.stream().map(TrainingPoint::step).toList());
  }

  @Test
  void anyTimeIsEnoughForAStep() {
    TrainingRecord record = train(plan(new Budget.Time(Duration.ofNanos(1)), 1)).record();
    assertEquals(1, record.steps());
    assertEquals(1, record.curve().size());
  }

  @Test
  void heldOutLossesLeaveTheTrainingAlone() {
    List<Float> rates = new ArrayList<>();
    TrainerProvider watched =
        new TrainerProvider() {
          private int created;

          @Override
          public String name() {
            return "watched";
          }

          @Override
          public Trainer create(TrainingTask task, float[] initialParameters) {
            boolean isTheTrainer = created++ == 0;
            Trainer oracle = new OracleProvider().create(task, initialParameters);
            return new Trainer() {
              @Override
              public float step(int[] inputs, int[] targets, float learningRate) {
                assertEquals(isTheTrainer, learningRate > 0);
                rates.add(learningRate);
                return oracle.step(inputs, targets, learningRate);
              }

              @Override
              public void readParameters(float[] destination) {
                oracle.readParameters(destination);
              }
            };
          }
        };
    new TrainingRun(plan(new Budget.Steps(24), 1), new Silence()).run(watched);
    assertEquals(24, rates.stream().filter(rate -> rate > 0).count());
    assertEquals(12, rates.stream().filter(rate -> rate == 0).count());
  }

  @Test
  void aLossThatIsNoNumberEndsIt() {
    TrainerProvider broken =
        new TrainerProvider() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public Trainer create(TrainingTask task, float[] initialParameters) {
            return new Trainer() {
              @Override
              public float step(int[] inputs, int[] targets, float learningRate) {
                return Float.NaN;
              }

              @Override
              public void readParameters(float[] destination) {}
            };
          }
        };
    TrainingRun run = new TrainingRun(plan(new Budget.Steps(3), 1), new Silence());
    assertThrows(BadInputException.class, () -> run.run(broken));
  }
}
