package dev.fourfold.harness.grading;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.Round;
import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.training.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** SHA-256 of what a grading ran on: Fourfold's own jars and the JDK. */
final class Digests {
  /** The JDK's code: its classes and its virtual machine. */
  private static final List<String> JDK_FILES =
      List.of("release", "lib/modules", "lib/server/libjvm.so");

  private static Map<String, String> ofThis;

  private Digests() {}

  /** By name; computed once, since jars and JDK do not change while they run. */
  static synchronized Map<String, String> ofThisFourfold() {
    if (ofThis == null) {
      Map<String, String> digests = new TreeMap<>();
      digests.put("core", of(WorkerCommand.home(Trainer.class)));
      digests.put("baselines", of(WorkerCommand.home(BuiltInTrainers.all().getFirst().getClass())));
      digests.put("benchmarks", of(WorkerCommand.home(Round.class)));
      digests.put("harness", of(WorkerCommand.home(Digests.class)));
      Path jdk = Path.of(System.getProperty("java.home"));
      digests.put("jdk", of(JDK_FILES.stream().map(jdk::resolve).toList(), jdk));
      ofThis = Map.copyOf(digests);
    }
    return new TreeMap<>(ofThis);
  }

  /** Of a jar its bytes; of a directory of classes the names and bytes of all files. */
  private static String of(Path jarOrDirectory) {
    try (Stream<Path> walk = Files.walk(jarOrDirectory)) {
      return of(walk.filter(Files::isRegularFile).sorted().toList(), jarOrDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String of(List<Path> files, Path root) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        if (!file.equals(root)) {
          digest.update((root.relativize(file) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        if (Files.isRegularFile(file)) {
          try (InputStream in = Files.newInputStream(file);
              OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(out);
          }
        }
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
