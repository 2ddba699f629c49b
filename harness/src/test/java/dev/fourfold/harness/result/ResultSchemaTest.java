package dev.fourfold.harness.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results are what {@code docs/result.schema.json} says they are. */
public final class ResultSchemaTest {
  private static final Path FILE = Path.of("../docs/result.schema.json");

  /** What is wrong with a result; nothing if it is one. */
  public static List<Error> validate(String json) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(FILE), InputFormat.JSON);
    return schema.validate(json, InputFormat.JSON);
  }

  @Test
  void resultsAreValid() throws IOException {
    assertEquals(List.of(), validate(ResultJson.write(SampleResult.verified())));
    assertEquals(List.of(), validate(ResultJson.write(SampleResult.rejected())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "verdict" : "verified"  | "verdict" : "rejected"
          "verdict" : "verified"  | "verdict" : "splendid"
          "precision" : 0.05      | "precision" : "small"
          "startedAt" :           | "startedat" :
          "fourfold/result/1"     | "fourfold/result/2"
          """)
  void otherThingsAreNot(String from, String to) throws IOException {
    String edited = ResultJson.write(SampleResult.verified()).replace(from, to);
    assertFalse(validate(edited).isEmpty());
  }
}
