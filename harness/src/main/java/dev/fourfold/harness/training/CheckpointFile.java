package dev.fourfold.harness.training;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.safetensors.SafetensorsFile;
import dev.fourfold.harness.safetensors.Tensor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trained model as a safetensors file under Hugging Face's names, there whole or not at all: it
 * is written beside its place, synced, and renamed into it.
 */
public final class CheckpointFile implements AutoCloseable {
  /** What Hugging Face's reader asks for: tensors as PyTorch has them. */
  private static final String FORMAT = "pt";

  private final Path target;
  private final Path partial;
  private final Thread cleaner;

  /**
   * Makes sure, before any training, that it can be written.
   *
   * @throws BadInputException if it is there already or cannot be written
   */
  public CheckpointFile(Path target) {
    this.target = target.toAbsolutePath().normalize();
    requireAbsent();
    partial =
        this.target.resolveSibling(
            "." + this.target.getFileName() + ".partial-" + ProcessHandle.current().pid());
    try {
      Files.createFile(partial);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    cleaner = new Thread(this::discard, "checkpoint-cleaner");
    Runtime.getRuntime().addShutdownHook(cleaner);
  }

  private void requireAbsent() {
    if (Files.exists(target)) {
      throw new BadInputException("%s exists already".formatted(target));
    }
  }

  private BadInputException cannotWrite(IOException e) {
    return new BadInputException(
        "cannot write %s: %s"
            .formatted(target, e.getClass().getSimpleName().replace("Exception", "")));
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
      contents(model, parameters, metadata).write(partial);
      sync(partial, StandardOpenOption.WRITE);
      requireAbsent();
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      // The name is the directory's: without this a power failure may take it.
      sync(target.getParent(), StandardOpenOption.READ);
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

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  /** Discards what was not written to its end. */
  @Override
  public void close() {
    discard();
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The JVM is ending already: the hook has run or will run.
    }
  }

  private void discard() {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // A partial file begins with a dot and says that it is partial.
    }
  }
}
