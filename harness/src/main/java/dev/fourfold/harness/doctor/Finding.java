package dev.fourfold.harness.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param name what
 * @param state what it comes to
 * @param value what was seen
 * @param advice what to do about it
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Finding(String name, State state, String value, Optional<String> advice) {

  /** What a finding comes to; unknown is no reason to refuse. */
  public enum State {
    FIT,
    UNFIT,
    UNKNOWN;

    /** As in JSON and in tables. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding fit(String name, String value) {
    return new Finding(name, State.FIT, value, Optional.empty());
  }

  static Finding unfit(String name, String value, String advice) {
    return new Finding(name, State.UNFIT, value, Optional.of(advice));
  }

  static Finding unknown(String name, String value, String advice) {
    return new Finding(name, State.UNKNOWN, value, Optional.of(advice));
  }
}
