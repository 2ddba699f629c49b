package dev.fourfold.harness.safetensors;

import java.io.IOException;

/** A file is no safetensors file, or one that contradicts itself. The message is one line. */
public final class MalformedSafetensorsException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedSafetensorsException(String message) {
    super(message);
  }
}
