package dev.fourfold.baselines;

import dev.fourfold.core.data.BatchSampler;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import java.util.ServiceLoader;

/**
 * Does training learn? Trains on the default corpus and compares the loss on its held-out tenth
 * with that text's byte-unigram entropy, the best that is possible without looking at the context.
 *
 * <p>As a program, it does so with {@code human} for 300 steps of {@code small} and prints both
 * figures; from the root of a built checkout:
 *
 * <pre>java -cp core/target/classes:baselines/target/classes:baselines/target/test-classes \
 *   dev.fourfold.baselines.Learning</pre>
 */
final class Learning {
  private static final int EVALUATION_BATCHES = 40;

  private Learning() {}

  /**
   * What came out.
   *
   * @param initialLoss on held-out batches before training, nats per byte
   * @param finalLoss on the same batches after training
   * @param unigramEntropy of the whole held-out text, nats per byte
   */
  record Outcome(double initialLoss, double finalLoss, double unigramEntropy) {}

  /** Prints the outcome of 300 steps of small. */
  public static void main(String[] arguments) {
    Outcome outcome = train(provider("human"), Workload.SMALL.task(1), 300, 1e-3f);
    System.out.printf(
        "held-out loss %.4f before, %.4f after 300 steps; byte-unigram entropy %.4f (nats)%n",
        outcome.initialLoss(), outcome.finalLoss(), outcome.unigramEntropy());
  }

  static TrainerProvider provider(String name) {
    return ServiceLoader.load(TrainerProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static Outcome train(TrainerProvider provider, TrainingTask task, int steps, float learningRate) {
    Corpus corpus = Corpus.commonsMath();
    float[] parameters = InitialParameters.draw(ParameterLayout.of(task.model()), 1);
    double initialLoss = heldOutLoss(provider, task, corpus, parameters);
    BatchSampler sampler =
        new BatchSampler(corpus.training(), task.batchSize(), task.model().contextLength(), 2);
    try (Trainer trainer = provider.create(task, parameters)) {
      for (int step = 0; step < steps; step++) {
        TokenBatch batch = sampler.next();
        trainer.step(batch.inputs(), batch.targets(), learningRate);
      }
      trainer.readParameters(parameters);
    }
    return new Outcome(
        initialLoss,
        heldOutLoss(provider, task, corpus, parameters),
        unigramEntropy(corpus.heldOut()));
  }

  /** The mean loss over batches of the held-out text: a step at learning rate 0 is a look only. */
  private static double heldOutLoss(
      TrainerProvider provider, TrainingTask task, Corpus corpus, float[] parameters) {
    BatchSampler sampler =
        new BatchSampler(corpus.heldOut(), task.batchSize(), task.model().contextLength(), 3);
    double sum = 0;
    try (Trainer trainer = provider.create(task, parameters)) {
      for (int i = 0; i < EVALUATION_BATCHES; i++) {
        TokenBatch batch = sampler.next();
        sum += trainer.step(batch.inputs(), batch.targets(), 0);
      }
    }
    return sum / EVALUATION_BATCHES;
  }

  /** −Σ p·ln p over the frequencies p of the bytes. */
  static double unigramEntropy(byte[] text) {
    int[] counts = new int[256];
    for (byte b : text) {
      counts[b & 0xff]++;
    }
    double entropy = 0;
    for (int count : counts) {
      if (count > 0) {
        double p = (double) count / text.length;
        entropy -= p * Math.log(p);
      }
    }
    return entropy;
  }
}
