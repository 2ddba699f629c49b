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

  private static final String JDK = "jdk";

  private static Digests ofThis;

  /** By name, the jars or directories of classes. */
  private final Map<String, Path> places;

  private final Map<String, String> digests = new TreeMap<>();

  /** Of every file its size and when it was modified, when it was last known to be the same. */
  private Map<Path, String> seen;

  /** Of jars or directories of classes as they are now. */
  Digests(Map<String, Path> places) {
    this.places = new TreeMap<>(places);
    try {
      // Before they are read: what is written meanwhile has to be noticed.
      this.seen = look();
      this.places.forEach((name, place) -> digests.put(name, of(place)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of what this JVM runs, as it was when this was first called, and of the JDK. */
  static synchronized Digests ofThisFourfold() {
    if (ofThis == null) {
      Digests found =
          new Digests(
              Map.of(
                  "core",
                  WorkerCommand.home(Trainer.class),
                  "baselines",
                  WorkerCommand.home(BuiltInTrainers.all().getFirst().getClass()),
                  "benchmarks",
                  WorkerCommand.home(Round.class),
                  "harness",
                  WorkerCommand.home(Digests.class)));
      Path jdk = Path.of(System.getProperty("java.home"));
      found.digests.put(JDK, of(JDK_FILES.stream().map(jdk::resolve).toList(), jdk));
      ofThis = found;
    }
    return ofThis;
  }

  /** By name. */
  Map<String, String> byName() {
    return new TreeMap<>(digests);
  }

  /**
   * Makes sure that the jars are those that were digested: workers are started from them all the
   * time. Only what looks different is read again, so that this is cheap.
   *
   * @throws IllegalStateException if they are others, or gone
   */
  synchronized void requireUnchanged() {
    try {
      Map<Path, String> now = look();
      if (!now.equals(seen)) {
        for (Map.Entry<String, Path> one : places.entrySet()) {
          if (!of(one.getValue()).equals(digests.get(one.getKey()))) {
            throw rebuilt(null);
          }
        }
        seen = now;
      }
    } catch (IOException | UncheckedIOException e) {
      throw rebuilt(e);
    }
  }

  private static IllegalStateException rebuilt(Exception cause) {
    return new IllegalStateException("Fourfold was rebuilt while it measured: grade again", cause);
  }

  private Map<Path, String> look() throws IOException {
    Map<Path, String> found = new TreeMap<>();
    for (Path place : places.values()) {
      for (Path file : files(place)) {
        found.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return found;
  }

  private static List<Path> files(Path jarOrDirectory) throws IOException {
    try (Stream<Path> walk = Files.walk(jarOrDirectory)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Of a jar its bytes; of a directory of classes the names and bytes of all files. */
  private static String of(Path jarOrDirectory) {
    try {
      return of(files(jarOrDirectory), jarOrDirectory);
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
