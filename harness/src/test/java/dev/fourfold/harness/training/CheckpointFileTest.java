package dev.fourfold.harness.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.safetensors.SafetensorsFile;
import dev.fourfold.harness.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
  private static final ModelConfig MODEL = new ModelConfig(2, 3, 15, 7, 11);
  private static final ParameterLayout LAYOUT = ParameterLayout.of(MODEL);

  @TempDir private Path directory;

  @Test
  void holdsEveryTensorUnderItsName() throws IOException {
    float[] parameters = InitialParameters.draw(LAYOUT, 1);
    Path file = directory.resolve("model.safetensors");
    try (CheckpointFile checkpoint = new CheckpointFile(file)) {
      checkpoint.write(MODEL, parameters, Map.of("seed", "1"));
    }
    SafetensorsFile read = SafetensorsFile.read(file);
    assertEquals(
        LAYOUT.tensors().stream().map(tensor -> tensor.name()).toList(),
        read.tensors().stream().map(Tensor::name).toList());
    assertEquals(List.of(15L, 45L), read.tensor("h.1.attn.c_attn.weight").shape());
    int start = LAYOUT.tensor("h.1.mlp.c_fc.weight").offset();
    int end = LAYOUT.tensor("h.1.mlp.c_fc.weight").end();
    assertArrayEquals(
        Arrays.copyOfRange(parameters, start, end), read.tensor("h.1.mlp.c_fc.weight").floats());
    assertEquals(Map.of("seed", "1", "format", "pt"), read.metadata());
    assertEquals(List.of("model.safetensors"), names());
  }

  @Test
  void leavesNothingBehindWhenTrainingFails() throws IOException {
    Path file = directory.resolve("model.safetensors");
    CheckpointFile checkpoint = new CheckpointFile(file);
    assertEquals(1, names().size());
    assertTrue(!Files.exists(file));
    checkpoint.close();
    assertEquals(List.of(), names());
  }

  @Test
  void neverOverwrites() throws IOException {
    Path file = Files.writeString(directory.resolve("model.safetensors"), "mine");
    assertThrows(BadInputException.class, () -> new CheckpointFile(file).close());

    Path late = directory.resolve("late");
    try (CheckpointFile checkpoint = new CheckpointFile(late)) {
      Files.writeString(late, "mine");
      float[] parameters = new float[LAYOUT.size()];
      assertThrows(BadInputException.class, () -> checkpoint.write(MODEL, parameters, Map.of()));
    }
    assertEquals("mine", Files.readString(late));
    assertEquals(List.of("late", "model.safetensors"), names());
  }

  @Test
  void saysBeforeTrainingThatItCannotBeWritten() {
    Path nowhere = directory.resolve("missing").resolve("model");
    assertThrows(BadInputException.class, () -> new CheckpointFile(nowhere).close());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
