package dev.fourfold.core.worker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps the end of what a worker prints and throws the rest away, so that a worker that prints
 * without end neither blocks nor fills the parent's memory.
 */
final class StandardError {
  private static final int KEPT_BYTES = 64 * 1024;

  private final Thread reader;
  private final ByteArrayOutputStream current = new ByteArrayOutputStream();
  private byte[] previous = new byte[0];

  StandardError(InputStream stream, String name) {
    reader = Thread.ofPlatform().daemon().name(name).start(() -> drain(stream));
  }

  private void drain(InputStream stream) {
    byte[] chunk = new byte[4096];
    try (stream) {
      for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
        keep(chunk, count);
      }
    } catch (IOException e) {
      // The process was ended: there is no more to read.
    }
  }

  private synchronized void keep(byte[] chunk, int count) {
    if (current.size() + count > KEPT_BYTES) {
      previous = current.toByteArray();
      current.reset();
    }
    current.write(chunk, 0, count);
  }

  /** Waits a short while until something has been printed. */
  void await(String part) {
    for (int attempt = 0; attempt < 200 && !kept().contains(part); attempt++) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Waits until all has been read that an ended process printed, or a short while. */
  void awaitEnd() {
    try {
      reader.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is kept, once the process has ended or a short while has passed. */
  String text() {
    awaitEnd();
    return kept();
  }

  private synchronized String kept() {
    return new String(previous, StandardCharsets.UTF_8) + current.toString(StandardCharsets.UTF_8);
  }
}
