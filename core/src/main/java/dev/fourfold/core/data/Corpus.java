package dev.fourfold.core.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A text as a stream of bytes, its last tenth held out from training.
 *
 * <p>The default text is the Java source of Apache Commons Math 3.6.1: every file of its sources
 * artifact, the bytes concatenated in the order of the files' names. Anybody can get the same bytes
 * under the same checksum.
 */
public final class Corpus {
  private static final String DEFAULT_RESOURCE = "commons-math3-sources.jar";

  /** SHA-256 of org.apache.commons:commons-math3:3.6.1:sources. */
  private static final String DEFAULT_SHA256 =
      "e2ff85a3c360d56c51a7021614a194f3fbaf224054642ac535016f118322934d";

  /** For a moment a text is in memory twice, and an array has an end. */
  static final int MOST_BYTES = 1 << 30;

  /** What is no regular file has no size, and a device has no end. */
  static final int MOST_STREAMED_BYTES = 1 << 26;

  private static final int HELD_OUT_PARTS = 10;

  private final String name;
  private final byte[] training;
  private final byte[] heldOut;

  private Corpus(String name, byte[] text) {
    this.name = name;
    int boundary = text.length - text.length / HELD_OUT_PARTS;
    this.training = Arrays.copyOfRange(text, 0, boundary);
    this.heldOut = Arrays.copyOfRange(text, boundary, text.length);
  }

  /** Any text as a corpus. */
  public static Corpus of(String name, byte[] text) {
    return new Corpus(name, text);
  }

  /**
   * The default corpus.
   *
   * @throws IllegalStateException if the build put other bytes there than the pinned ones
   */
  public static Corpus commonsMath() {
    try (InputStream resource = Corpus.class.getResourceAsStream(DEFAULT_RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the build did not include " + DEFAULT_RESOURCE);
      }
      byte[] archive = resource.readAllBytes();
      String digest = sha256(archive);
      if (!digest.equals(DEFAULT_SHA256)) {
        throw new IllegalStateException(
            "%s has SHA-256 %s, not %s".formatted(DEFAULT_RESOURCE, digest, DEFAULT_SHA256));
      }
      return new Corpus("commons-math3-3.6.1-sources", concatenateJavaFiles(archive));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads any file as a corpus.
   *
   * @throws IOException if it cannot be read, or has more than {@value #MOST_BYTES} bytes, or, from
   *     a pipe or a device, more than {@value #MOST_STREAMED_BYTES}
   */
  public static Corpus read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a directory");
    }
    int most = Files.isRegularFile(file) ? MOST_BYTES : MOST_STREAMED_BYTES;
    if (Files.size(file) <= most) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] text = in.readNBytes(most + 1);
        if (text.length <= most) {
          return new Corpus(file.getFileName().toString(), text);
        }
      }
    }
    throw new IOException("it has more than %d bytes".formatted(most));
  }

  private static byte[] concatenateJavaFiles(byte[] archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(".java")) {
          files.put(entry.getName(), zip.readAllBytes());
        }
      }
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(9_000_000);
    files.values().forEach(text::writeBytes);
    return text.toByteArray();
  }

  /** What the text is called in results. */
  public String name() {
    return name;
  }

  /** The bytes to train on: all but the last tenth. Not a copy: read only. */
  public byte[] training() {
    return training;
  }

  /** The last tenth, which no training step sees. Not a copy: read only. */
  public byte[] heldOut() {
    return heldOut;
  }

  /** SHA-256 of the whole text, in hexadecimal. */
  public String digest() {
    MessageDigest digest = newSha256();
    digest.update(training);
    digest.update(heldOut);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(newSha256().digest(bytes));
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
