package dev.fourfold.harness.result;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as JSON. */
public final class ResultJson {
  /** The schema of several results in one object. */
  public static final String SEVERAL = "fourfold/results/1";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ResultJson() {}

  /** One result. */
  public static String write(GradingResult result) {
    return MAPPER.writeValueAsString(result);
  }

  /** One object: the result if there is one, else all of them in an envelope. */
  public static String write(List<GradingResult> results) {
    if (results.size() == 1) {
      return write(results.getFirst());
    }
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("schema", SEVERAL);
    envelope.put("results", results);
    return MAPPER.writeValueAsString(envelope);
  }
}
