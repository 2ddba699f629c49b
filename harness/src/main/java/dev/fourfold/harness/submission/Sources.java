package dev.fourfold.harness.submission;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The Java sources of a submission: every {@code .java} file under its {@code src}. */
record Sources(Path directory, List<Path> files) {
  private static final int MOST_FILES = 1000;
  private static final long MOST_BYTES = 16L << 20;

  Sources {
    files = List.copyOf(files);
  }

  /**
   * Finds them.
   *
   * @throws BadInputException if there are none, too many, or links among them
   */
  static Sources of(Path directory) {
    Path root = directory.resolve("src");
    if (!Files.isDirectory(root)) {
      throw new BadInputException("%s has no directory src".formatted(directory));
    }
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> files = walk.filter(path -> path.toString().endsWith(".java")).sorted().toList();
      long bytes = 0;
      for (Path file : files) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new BadInputException("%s is no regular file".formatted(file));
        }
        bytes += Files.size(file);
      }
      if (files.isEmpty()) {
        throw new BadInputException("there is no .java file under %s".formatted(root));
      }
      if (files.size() > MOST_FILES || bytes > MOST_BYTES) {
        throw new BadInputException(
            "%s: %d sources with %d bytes are more than the %d with %d that are allowed"
                .formatted(root, files.size(), bytes, MOST_FILES, MOST_BYTES));
      }
      return new Sources(directory, files);
    } catch (UncheckedIOException e) {
      // The walk's, of a directory that it cannot enter.
      throw BadInputException.of("cannot read " + root, e.getCause());
    } catch (IOException e) {
      throw BadInputException.of("cannot read " + root, e);
    }
  }

  /** SHA-256 over the manifest and every source: name, length, bytes. */
  String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, directory.resolve(Manifest.FILE), Manifest.bytes(directory));
      for (Path file : files) {
        add(digest, file, Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw BadInputException.of("cannot read " + directory, e);
    }
  }

  private void add(MessageDigest digest, Path file, byte[] bytes) {
    String header = directory.relativize(file) + "\n" + bytes.length + "\n";
    digest.update(header.getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }
}
