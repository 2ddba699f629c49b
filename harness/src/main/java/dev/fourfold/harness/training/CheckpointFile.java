package dev.fourfold.harness.training;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.WholeFile;
import dev.fourfold.harness.safetensors.SafetensorsFile;
import dev.fourfold.harness.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A trained model as a safetensors file under Hugging Face's names, there whole or not at all. */
public final class CheckpointFile implements AutoCloseable {
  /** What Hugging Face's reader asks for: tensors as PyTorch has them. */
  private static final String FORMAT = "pt";

  private final Path target;
  private final WholeFile file;

  /**
   * Makes sure, before any training, that it can be written.
   *
   * @throws BadInputException if it is there already or cannot be written
   */
  public CheckpointFile(Path target) {
    this.target = target.toAbsolutePath().normalize();
    if (Files.exists(this.target)) {
      throw existsAlready();
    }
    try {
      file = new WholeFile(this.target);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private BadInputException existsAlready() {
    return new BadInputException("%s exists already".formatted(target));
  }

  private BadInputException cannotWrite(IOException e) {
    return BadInputException.of("cannot write " + target, e);
  }

  /**
   * Writes it.
   *
   * @param parameters in the order of {@link ParameterLayout}
   * @param metadata what the file says about itself
   * @throws BadInputException if it cannot be written, or somebody else has made it meanwhile
   */
  public void write(ModelConfig model, float[] parameters, Map<String, String> metadata) {
    try {
      contents(model, parameters, metadata).write(file.partial());
      file.publish();
    } catch (FileAlreadyExistsException e) {
      throw existsAlready();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private static SafetensorsFile contents(
      ModelConfig model, float[] parameters, Map<String, String> metadata) {
    List<Tensor> tensors =
        ParameterLayout.of(model).tensors().stream()
            .map(
                tensor ->
                    Tensor.ofFloats(
                        tensor.name(),
                        shape(tensor),
                        Arrays.copyOfRange(parameters, tensor.offset(), tensor.end())))
            .toList();
    Map<String, String> all = new TreeMap<>(metadata);
    all.put("format", FORMAT);
    return new SafetensorsFile(tensors, all);
  }

  private static List<Long> shape(ParameterTensor tensor) {
    return tensor.shape().stream().map(Integer::longValue).toList();
  }

  /** Discards what was not written to its end. */
  @Override
  public void close() {
    file.close();
  }
}
