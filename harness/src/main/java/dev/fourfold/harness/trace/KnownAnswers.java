package dev.fourfold.harness.trace;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.oracle.Oracle;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.safetensors.SafetensorsFile;
import dev.fourfold.harness.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes the known-answer files of an episode into a directory: {@code config.json}, {@code
 * initial.safetensors}, {@code batches.safetensors}, {@code step-K.safetensors} for each step K
 * from 1, and of the oracle {@code gradients-1.safetensors}.
 *
 * <p>Tensors are called and oriented as in Hugging Face's GPT-2. The oracle's are F64, the exact
 * doubles of its run; a trainer's are F32.
 */
public final class KnownAnswers {
  private static final int ONE_THREAD = 1;

  private final Workload workload;
  private final long seed;
  private final Corpus corpus;
  private final Episode episode;
  private final ParameterLayout layout;

  /**
   * The known answers of an episode.
   *
   * @param workload its number of steps included
   * @param seed the episode is drawn from it
   */
  public KnownAnswers(Workload workload, Corpus corpus, long seed) {
    this.workload = workload;
    this.seed = seed;
    this.corpus = corpus;
    this.episode = Episode.draw(workload, ONE_THREAD, corpus, seed);
    this.layout = ParameterLayout.of(workload.model());
  }

  /**
   * Runs the oracle and writes its files, over any that are there.
   *
   * @throws IOException if a file cannot be written
   */
  public void writeOracle(Path directory) throws IOException {
    double[] initial = new double[episode.initialParameters().length];
    for (int i = 0; i < initial.length; i++) {
      initial[i] = episode.initialParameters()[i];
    }
    Oracle oracle = new Oracle(episode.task(), initial);
    TokenBatch first = episode.batches().get(0);
    writeBatches(directory);
    write(directory, "initial", doubles(initial));
    write(directory, "gradients-1", doubles(oracle.gradient(first.inputs(), first.targets())));
    List<Double> losses = new ArrayList<>();
    for (int step = 0; step < episode.steps(); step++) {
      TokenBatch batch = episode.batches().get(step);
      losses.add(oracle.step(batch.inputs(), batch.targets(), episode.learningRates()[step]));
      write(directory, "step-" + (step + 1), doubles(oracle.parameters()));
    }
    writeConfig(directory, "oracle", "F64", losses);
  }

  /**
   * Runs a trainer and writes its files, over any that are there.
   *
   * @throws IOException if a file cannot be written
   */
  public void write(TrainerProvider provider, Path directory) throws IOException {
    writeBatches(directory);
    write(directory, "initial", floats(episode.initialParameters()));
    List<Double> losses = new ArrayList<>();
    try (Trainer trainer = provider.create(episode.task(), episode.initialParameters().clone())) {
      float[] parameters = new float[layout.size()];
      for (int step = 0; step < episode.steps(); step++) {
        TokenBatch batch = episode.batches().get(step);
        float loss = trainer.step(batch.inputs(), batch.targets(), episode.learningRates()[step]);
        losses.add((double) loss);
        trainer.readParameters(parameters);
        write(directory, "step-" + (step + 1), floats(parameters));
      }
    }
    writeConfig(directory, provider.name(), "F32", losses);
  }

  private void writeConfig(Path directory, String trainer, String dtype, List<Double> losses)
      throws IOException {
    String json = TraceConfig.of(workload, episode, corpus, seed, trainer, dtype, losses).toJson();
    Files.writeString(directory.resolve("config.json"), json);
  }

  private void writeBatches(Path directory) throws IOException {
    int tokens = episode.task().tokensPerStep();
    long[] inputs = new long[episode.steps() * tokens];
    long[] targets = new long[episode.steps() * tokens];
    for (int step = 0; step < episode.steps(); step++) {
      TokenBatch batch = episode.batches().get(step);
      for (int i = 0; i < tokens; i++) {
        inputs[step * tokens + i] = batch.inputs()[i];
        targets[step * tokens + i] = batch.targets()[i];
      }
    }
    List<Long> shape =
        List.of(
            (long) episode.steps(),
            (long) workload.batchSize(),
            (long) workload.model().contextLength());
    write(
        directory,
        "batches",
        List.of(
            Tensor.ofLongs("inputs", shape, inputs), Tensor.ofLongs("targets", shape, targets)));
  }

  private List<Tensor> doubles(double[] values) {
    return layout.tensors().stream()
        .map(
            tensor ->
                Tensor.ofDoubles(
                    tensor.name(),
                    shape(tensor),
                    Arrays.copyOfRange(values, tensor.offset(), tensor.end())))
        .toList();
  }

  private List<Tensor> floats(float[] values) {
    return layout.tensors().stream()
        .map(
            tensor ->
                Tensor.ofFloats(
                    tensor.name(),
                    shape(tensor),
                    Arrays.copyOfRange(values, tensor.offset(), tensor.end())))
        .toList();
  }

  private static List<Long> shape(ParameterTensor tensor) {
    return tensor.shape().stream().map(Integer::longValue).toList();
  }

  private static void write(Path directory, String name, List<Tensor> tensors) throws IOException {
    // "pt" is what loaders of Hugging Face's library ask for.
    new SafetensorsFile(tensors, Map.of("format", "pt"))
        .write(directory.resolve(name + ".safetensors"));
  }
}
