package dev.fourfold.harness.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.PrintWriter;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code --json}: one object on standard output, whatever comes of the command. */
final class JsonOption {
  static final String NAME = "--json";

  /** What is absent is left out. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .changeDefaultPropertyInclusion(
              usual -> usual.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .build();

  @Option(names = NAME, description = "Print one JSON object on standard output.")
  private boolean json;

  boolean isChosen() {
    return json;
  }

  /** Prints a record as the one object. */
  static void print(PrintWriter out, Object value) {
    out.println(MAPPER.writeValueAsString(value));
    out.flush();
  }
}
