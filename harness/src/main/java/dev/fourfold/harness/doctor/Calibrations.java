package dev.fourfold.harness.doctor;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.WholeFile;
import dev.fourfold.harness.measure.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Where calibrations are kept: one small file for each machine and workload. */
public final class Calibrations {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final long MOST_BYTES = 1 << 16;

  private final Path directory;

  /** Calibrations in a directory, which is made when one is stored. */
  public Calibrations(Path directory) {
    this.directory = directory;
  }

  /** Those of the user, under {@code $XDG_DATA_HOME} or {@code ~/.local/share}. */
  public static Calibrations ofUser() {
    String data = System.getenv("XDG_DATA_HOME");
    Path base =
        data == null || data.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(data);
    return new Calibrations(base.resolve("fourfold").resolve("calibrations"));
  }

  /** What a calibration holds for: the processor, its cores, the memory, the kernel and the JVM. */
  public static String fingerprint(Machine machine) {
    String text =
        String.join(
            "\n",
            machine.cpu(),
            Integer.toString(machine.cores()),
            Long.toString(machine.memoryBytes()),
            machine.kernel(),
            machine.jvm());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Path file(String machine, String workload) {
    return directory.resolve(machine + "-" + workload + ".json");
  }

  /**
   * The calibration of this machine for a workload, if there is one.
   *
   * @throws BadInputException if there is a file, and it is not what it should be
   */
  public Optional<Calibration> find(Machine machine, String workload) {
    String fingerprint = fingerprint(machine);
    Path file = file(fingerprint, workload);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new BadInputException("%s is no calibration: too large".formatted(file));
      }
      Calibration found = MAPPER.readValue(Files.readString(file), Calibration.class);
      if (!fingerprint.equals(found.machine()) || !workload.equals(found.workload())) {
        throw new BadInputException(
            "%s is the calibration of another machine or workload: remove it".formatted(file));
      }
      if (!(found.roundSpread() > 0 && found.roundSpread() < 10 && found.rounds() > 0)) {
        throw new BadInputException("%s holds no possible spread: calibrate again".formatted(file));
      }
      return Optional.of(found);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw BadInputException.of("cannot read " + file, e);
    } catch (JacksonException e) {
      throw new BadInputException("%s is no calibration: calibrate again".formatted(file));
    }
  }

  /**
   * Keeps one, in place of an older one of the same machine and workload.
   *
   * @return the file
   */
  public Path store(Calibration calibration) {
    Path file = file(calibration.machine(), calibration.workload());
    try {
      Files.createDirectories(directory);
      try (WholeFile whole = new WholeFile(file)) {
        Files.writeString(
            whole.partial(), MAPPER.writeValueAsString(calibration) + System.lineSeparator());
        whole.replace();
      }
      return file;
    } catch (IOException e) {
      throw BadInputException.of("cannot write " + file, e);
    }
  }
}
