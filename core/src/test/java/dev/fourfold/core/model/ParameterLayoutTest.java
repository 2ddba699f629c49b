package dev.fourfold.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ParameterLayoutTest {

  @Test
  void namesShapesAndOrderAreHuggingFaces() {
    ParameterLayout layout = ParameterLayout.of(new ModelConfig(1, 1, 3, 5, 7));
    List<String> described =
        layout.tensors().stream().map(tensor -> tensor.name() + " " + tensor.shape()).toList();
    assertEquals(
        List.of(
            "wte.weight [7, 3]",
            "wpe.weight [5, 3]",
            "h.0.ln_1.weight [3]",
            "h.0.ln_1.bias [3]",
            "h.0.attn.c_attn.weight [3, 9]",
            "h.0.attn.c_attn.bias [9]",
            "h.0.attn.c_proj.weight [3, 3]",
            "h.0.attn.c_proj.bias [3]",
            "h.0.ln_2.weight [3]",
            "h.0.ln_2.bias [3]",
            "h.0.mlp.c_fc.weight [3, 12]",
            "h.0.mlp.c_fc.bias [12]",
            "h.0.mlp.c_proj.weight [12, 3]",
            "h.0.mlp.c_proj.bias [3]",
            "ln_f.weight [3]",
            "ln_f.bias [3]"),
        described);
  }

  @Test
  void gpt2SmallHasItsKnownSize() {
    ModelConfig gpt2 = new ModelConfig(12, 12, 768, 1024, 50257);
    assertEquals(124_439_808, ParameterLayout.of(gpt2).size());
  }

  @Property(tries = 100)
  void tensorsFollowOneAnotherWithoutGaps(
      @ForAll @IntRange(min = 1, max = 5) int layers,
      @ForAll @IntRange(min = 1, max = 4) int heads,
      @ForAll @IntRange(min = 1, max = 9) int headSize,
      @ForAll @IntRange(min = 1, max = 40) int time,
      @ForAll @IntRange(min = 2, max = 300) int vocabulary) {
    ParameterLayout layout =
        ParameterLayout.of(new ModelConfig(layers, heads, heads * headSize, time, vocabulary));
    int next = 0;
    for (ParameterTensor tensor : layout.tensors()) {
      assertEquals(next, tensor.offset(), tensor.name());
      assertEquals(tensor, layout.tensor(tensor.name()));
      next = tensor.end();
    }
    assertEquals(next, layout.size());
    assertEquals(4 + 12 * layers, layout.tensors().size());
    assertEquals(
        layout.tensors().size(),
        layout.tensors().stream().map(ParameterTensor::name).distinct().count());
  }

  @Test
  void onlyMatricesAreDecayed() {
    for (ParameterTensor tensor : ParameterLayout.of(new ModelConfig(2, 1, 3, 5, 7)).tensors()) {
      boolean isVector = tensor.name().endsWith("bias") || tensor.name().contains("ln_");
      assertEquals(!isVector, tensor.isDecayed(), tensor.name());
    }
  }

  @Test
  void anUnknownNameIsRefused() {
    ParameterLayout layout = ParameterLayout.of(new ModelConfig(1, 1, 3, 5, 7));
    Exception refusal =
        assertThrows(IllegalArgumentException.class, () -> layout.tensor("h.1.ln_1.weight"));
    assertTrue(refusal.getMessage().contains("h.1.ln_1.weight"), refusal::getMessage);
  }

  @Test
  void aModelTooLargeForOneArrayIsRefused() {
    ModelConfig huge = new ModelConfig(100, 1, 16_384, 8, 256);
    assertThrows(ArithmeticException.class, () -> ParameterLayout.of(huge));
  }

  @Test
  void impossibleShapesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ModelConfig(0, 1, 3, 5, 7));
    assertThrows(IllegalArgumentException.class, () -> new ModelConfig(1, 2, 3, 5, 7));
    assertThrows(IllegalArgumentException.class, () -> new ModelConfig(1, 1, 3, 0, 7));
    assertThrows(IllegalArgumentException.class, () -> new ModelConfig(1, 1, 3, 5, 1));
    assertEquals(5, new ModelConfig(1, 3, 15, 5, 7).headSize());
    assertFalse(new ParameterTensor("x", List.of(4), 0).isDecayed());
  }
}
