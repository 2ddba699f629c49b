package dev.fourfold.harness.result;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Results as JSON. */
public final class ResultJson {
  /** The schema of several results in one object. */
  public static final String SEVERAL = "fourfold/results/1";

  /** Forty rounds of hundred episodes are a few megabytes. */
  private static final long MOST_BYTES = 64L << 20;

  private static final String SCHEMA_FAMILY = "fourfold/result/";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          // Of what may be absent there is an Optional.
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private ResultJson() {}

  /** A result as it was read: the record, and the JSON that it came from. */
  record Read(GradingResult result, JsonNode tree) {}

  /** One result, with its digest. */
  public static String write(GradingResult result) {
    return MAPPER.writeValueAsString(withDigest(result));
  }

  /** One object: the result if there is one, else all of them in an envelope. */
  public static String write(List<GradingResult> results) {
    if (results.size() == 1) {
      return write(results.getFirst());
    }
    ObjectNode envelope = MAPPER.createObjectNode();
    envelope.put("schema", SEVERAL);
    envelope.putArray("results").addAll(results.stream().map(ResultJson::withDigest).toList());
    return MAPPER.writeValueAsString(envelope);
  }

  /**
   * The envelope of a batch, whatever it holds.
   *
   * @param refused the candidates that could not be graded; left out if there are none
   */
  public static String writeBatch(List<GradingResult> results, List<Refusal> refused) {
    ObjectNode envelope = MAPPER.createObjectNode();
    envelope.put("schema", SEVERAL);
    envelope.putArray("results").addAll(results.stream().map(ResultJson::withDigest).toList());
    if (!refused.isEmpty()) {
      envelope.set("refused", MAPPER.valueToTree(refused));
    }
    return MAPPER.writeValueAsString(envelope);
  }

  private static JsonNode withDigest(GradingResult result) {
    // By way of text: the digest is over what a reader will read.
    JsonNode tree = MAPPER.readTree(MAPPER.writeValueAsString(result));
    ((ObjectNode) tree).put(RecordDigest.FIELD, RecordDigest.of(tree));
    return tree;
  }

  /**
   * Reads a result.
   *
   * @throws BadInputException if the file cannot be read, or is no result of this schema with
   *     possible values
   */
  public static GradingResult read(Path file) {
    return readWithTree(file).result();
  }

  static Read readWithTree(Path file) {
    JsonNode tree = parse(file);
    String schema = tree.path("schema").stringValue("");
    if (!schema.equals(GradingResult.SCHEMA)) {
      throw new BadInputException(file + ": " + wrongSchema(schema));
    }
    try {
      GradingResult result = MAPPER.treeToValue(tree, GradingResult.class);
      Plausible.require(result);
      return new Read(result, tree);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s is no whole result: a field is missing or of the wrong kind%s"
              .formatted(file, place(e)));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new BadInputException("%s is no whole result: %s".formatted(file, e.getMessage()));
    }
  }

  private static String wrongSchema(String schema) {
    if (schema.equals(SEVERAL)) {
      return "several results in one file: give it one of them";
    }
    return schema.startsWith(SCHEMA_FAMILY)
        ? "schema %s is newer than this Fourfold, which reads %s"
            .formatted(printable(schema), GradingResult.SCHEMA)
        : "no result of a grading: its schema is '%s', not '%s'"
            .formatted(printable(schema), GradingResult.SCHEMA);
  }

  private static JsonNode parse(Path file) {
    try {
      long bytes = Files.size(file);
      if (!Files.isRegularFile(file)) {
        throw new BadInputException("%s is no file".formatted(file));
      }
      if (bytes > MOST_BYTES) {
        throw new BadInputException(
            "%s has %d MB: no result is larger than %d"
                .formatted(file, bytes >> 20, MOST_BYTES >> 20));
      }
      JsonNode tree = MAPPER.readTree(Files.readAllBytes(file));
      if (!tree.isObject()) {
        throw new BadInputException("%s is no result: no JSON object".formatted(file));
      }
      return tree;
    } catch (IOException e) {
      throw new BadInputException("cannot read %s".formatted(file));
    } catch (JacksonException e) {
      throw new BadInputException("%s is no JSON, or truncated: %s".formatted(file, firstLine(e)));
    }
  }

  /** Where in the record, as far as Jackson knows: {@code Type["rounds"]->List[0]} is rounds, 0. */
  private static String place(JacksonException e) {
    String reference = e.getPathReference() == null ? "" : e.getPathReference();
    String steps =
        Pattern.compile("\\[\"?([^\\]\"]+)\"?\\]")
            .matcher(reference)
            .results()
            .map(step -> step.group(1))
            .collect(Collectors.joining(", "));
    return steps.isEmpty() ? "" : " in " + printable(steps);
  }

  private static String firstLine(JacksonException e) {
    String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
    String where =
        e.getLocation() == null || e.getLocation().getLineNr() < 1
            ? ""
            : " (line %d)".formatted(e.getLocation().getLineNr());
    return printable(message.lines().findFirst().orElse("")) + where;
  }

  /** What a stranger's file says is shown short and without control characters. */
  private static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.length() <= 200 ? clean : clean.substring(0, 200) + "…";
  }
}
