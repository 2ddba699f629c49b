package dev.fourfold.harness.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextSamplerTest {

  /** A model that says b after a and a after b, by its embedding alone. */
  private static TrainedModel alternating(int contextLength) {
    int vocabulary = ModelConfig.BYTES;
    ModelConfig model = new ModelConfig(1, 1, 2, contextLength, vocabulary);
    ParameterLayout layout = ParameterLayout.of(model);
    float[] parameters = new float[layout.size()];
    int tokens = layout.tensor("wte.weight").offset();
    // Of all tokens only these two point anywhere.
    for (int token = 0; token < vocabulary; token++) {
      parameters[tokens + 2 * token] = token == 'a' ? 50 : token == 'b' ? -50 : 0;
      parameters[tokens + 2 * token + 1] = token == 'a' ? -50 : token == 'b' ? 50 : 0;
    }
    // The final normalisation turns a's direction into b's and b's into a's.
    int weight = layout.tensor("ln_f.weight").offset();
    parameters[weight] = -1;
    parameters[weight + 1] = -1;
    return new TrainedModel(model, parameters);
  }

  private static String goOn(int contextLength, int length) {
    TextSampler sampler = new TextSampler(alternating(contextLength), new SplittableRandom(1));
    byte[] text = sampler.goOn("ab".getBytes(StandardCharsets.US_ASCII), length);
    return new String(text, StandardCharsets.US_ASCII);
  }

  @Test
  void goesOnFarBeyondTheContext() {
    assertEquals("abababababababababab", goOn(5, 20));
    assertEquals("abababababababababab", goOn(1, 20));
    assertEquals("abababababababababab", goOn(100, 20));
  }

  @Test
  void showsNothingThatControlsATerminal() {
    byte[] bytes = {'a', 27, '[', '3', '1', 'm', '\n', '\t', 0, (byte) 0xff, '\r', 'z'};
    assertEquals("a·[31m\n\t··z", TextSampler.printable(bytes));
  }
}
