package dev.fourfold.harness.result;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a grading comes to. */
public enum Verdict {
  /** The same training, this many times faster. */
  VERIFIED("verified", 0),
  /** Wrong or dishonest. */
  REJECTED("rejected", 1),
  /** The machine was too noisy to say. */
  UNRESOLVED("unresolved", 3);

  private final String word;
  private final int exitCode;

  Verdict(String word, int exitCode) {
    this.word = word;
    this.exitCode = exitCode;
  }

  /** As in JSON and in tables. */
  @JsonValue
  public String word() {
    return word;
  }

  /** What the command line ends with. */
  public int exitCode() {
    return exitCode;
  }
}
