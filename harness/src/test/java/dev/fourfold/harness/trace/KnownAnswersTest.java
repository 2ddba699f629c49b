package dev.fourfold.harness.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.oracle.Oracle;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.Trace;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import dev.fourfold.harness.safetensors.SafetensorsFile;
import dev.fourfold.harness.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KnownAnswersTest {
  private static final long SEED = 9;
  private static final Corpus TEXT = text();
  private static final Episode EPISODE = Episode.draw(Workload.TINY, 1, TEXT, SEED);
  private static final ParameterLayout LAYOUT = ParameterLayout.of(Workload.TINY.model());

  @TempDir private Path directory;

  private static Corpus text() {
    byte[] bytes = new byte[20_000];
    new Random(3).nextBytes(bytes);
    return Corpus.of("noise", bytes);
  }

  private SafetensorsFile read(String name) throws IOException {
    return SafetensorsFile.read(directory.resolve(name + ".safetensors"));
  }

  private static void assertSame(double[] expected, SafetensorsFile actual) {
    assertEquals(
        LAYOUT.tensors().stream().map(ParameterTensor::name).toList(),
        actual.tensors().stream().map(Tensor::name).toList());
    for (ParameterTensor tensor : LAYOUT.tensors()) {
      Tensor written = actual.tensor(tensor.name());
      assertEquals(tensor.shape().stream().map(Integer::longValue).toList(), written.shape());
      assertArrayEquals(
          Arrays.copyOfRange(expected, tensor.offset(), tensor.end()),
          written.doubles(),
          tensor.name());
    }
  }

  @Test
  void theOraclesFilesHoldTheExactDoublesOfItsRun() throws IOException {
    new KnownAnswers(Workload.TINY, TEXT, SEED).writeOracle(directory);
    JsonNode config =
        JsonMapper.shared().readTree(Files.readString(directory.resolve("config.json")));
    double[] initial = new double[LAYOUT.size()];
    for (int i = 0; i < initial.length; i++) {
      initial[i] = EPISODE.initialParameters()[i];
    }
    assertSame(initial, read("initial"));
    Oracle oracle = new Oracle(EPISODE.task(), initial);
    TokenBatch first = EPISODE.batches().get(0);
    assertSame(oracle.gradient(first.inputs(), first.targets()), read("gradients-1"));
    for (int step = 0; step < EPISODE.steps(); step++) {
      TokenBatch batch = EPISODE.batches().get(step);
      double learningRate = config.get("learningRates").get(step).doubleValue();
      assertEquals((double) EPISODE.learningRates()[step], learningRate);
      double loss = oracle.step(batch.inputs(), batch.targets(), learningRate);
      assertEquals(loss, config.get("losses").get(step).doubleValue());
      assertSame(oracle.parameters(), read("step-" + (step + 1)));
    }
    JsonNode optimizer = config.get("optimizer");
    assertEquals((double) 0.9f, optimizer.get("beta1").doubleValue());
    assertEquals((double) 1e-8f, optimizer.get("epsilon").doubleValue());
    assertEquals(1e-5, config.get("model").get("layerNormEpsilon").doubleValue());
    assertEquals(SEED, config.get("seed").longValue());
    assertEquals("F64", config.get("dtype").stringValue());
  }

  @Test
  void batchesAreThoseOfTheEpisode() throws IOException {
    new KnownAnswers(Workload.TINY, TEXT, SEED).writeOracle(directory);
    SafetensorsFile batches = read("batches");
    for (String name : List.of("inputs", "targets")) {
      assertEquals(List.of(4L, 2L, 32L), batches.tensor(name).shape());
    }
    long[] inputs = batches.tensor("inputs").longs();
    long[] targets = batches.tensor("targets").longs();
    for (int i = 0; i < inputs.length; i++) {
      TokenBatch batch = EPISODE.batches().get(i / 64);
      assertEquals(batch.inputs()[i % 64], inputs[i]);
      assertEquals(batch.targets()[i % 64], targets[i]);
    }
  }

  @Test
  void aTrainersFilesHoldItsFloats() throws IOException {
    TrainerProvider naive =
        ServiceLoader.load(TrainerProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.name().equals("naive"))
            .findFirst()
            .orElseThrow();
    new KnownAnswers(Workload.TINY, TEXT, SEED).write(naive, directory);
    Trace trace = EPISODE.run(naive);
    for (ParameterTensor tensor : LAYOUT.tensors()) {
      assertArrayEquals(
          Arrays.copyOfRange(trace.finalParameters(), tensor.offset(), tensor.end()),
          read("step-4").tensor(tensor.name()).floats());
    }
    JsonNode config =
        JsonMapper.shared().readTree(Files.readString(directory.resolve("config.json")));
    assertEquals((double) trace.losses()[3], config.get("losses").get(3).doubleValue());
    assertEquals("F32", config.get("dtype").stringValue());
    assertEquals("naive", config.get("trainer").stringValue());
    assertFalse(Files.exists(directory.resolve("gradients-1.safetensors")));
  }

  @Test
  void thereIsNothingElse() throws IOException {
    new KnownAnswers(Workload.TINY, TEXT, SEED).writeOracle(directory);
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of(
              "batches.safetensors",
              "config.json",
              "gradients-1.safetensors",
              "initial.safetensors",
              "step-1.safetensors",
              "step-2.safetensors",
              "step-3.safetensors",
              "step-4.safetensors"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    assertTrue(Files.size(directory.resolve("config.json")) > 0);
  }
}
