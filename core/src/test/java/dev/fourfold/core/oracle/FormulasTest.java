package dev.fourfold.core.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.TrainingTask;
import org.junit.jupiter.api.Test;

/**
 * Each forward formula on numbers worked out by hand: finite differences hold the backward pass to
 * the forward pass, and these hold the forward pass to GPT-2.
 */
class FormulasTest {
  private static final double EXACT = 1e-15;
  private static final ModelConfig MODEL = new ModelConfig(1, 1, 2, 2, 3);
  private static final ParameterLayout LAYOUT = ParameterLayout.of(MODEL);

  /** Tensors that are zero but for one. */
  private static Tensors tensors(String name, double... values) {
    double[] all = new double[LAYOUT.size()];
    set(all, name, values);
    return new Tensors(LAYOUT, all);
  }

  private static void set(double[] all, String name, double... values) {
    ParameterTensor tensor = LAYOUT.tensor(name);
    assertEquals(tensor.length(), values.length, name);
    System.arraycopy(values, 0, all, tensor.offset(), values.length);
  }

  /** (1, 10)·((1, 2), (3, 4)) = (31, 42): the weight's rows belong to the inputs. */
  @Test
  void weightsAreInByOut() {
    Tensors weight = tensors("h.0.attn.c_proj.weight", 1, 2, 3, 4);
    double[][] y = new Linear(weight, weight, "h.0.attn.c_proj").forward(new double[][] {{1, 10}});
    assertArrayEquals(new double[] {31, 42}, y[0], EXACT);

    Tensors bias = tensors("h.0.attn.c_proj.bias", 5, 6);
    y = new Linear(bias, bias, "h.0.attn.c_proj").forward(new double[][] {{1, 10}});
    assertArrayEquals(new double[] {5, 6}, y[0], EXACT);
  }

  /** (1, 3) has mean 2 and variance 1, the mean square: divided by 2, not by 1. */
  @Test
  void layerNormDividesByTheRootOfTheMeanSquare() {
    double[] all = new double[LAYOUT.size()];
    set(all, "ln_f.weight", 10, 100);
    set(all, "ln_f.bias", 1, 2);
    Tensors parameters = new Tensors(LAYOUT, all);
    double[][] y =
        new LayerNorm(parameters, parameters, "ln_f").forward(new double[][] {{1, 3}, {0, 0}});
    double normalised = 1 / Math.sqrt(1 + 1e-5);
    assertArrayEquals(new double[] {1 - 10 * normalised, 2 + 100 * normalised}, y[0], 1e-13);
    assertArrayEquals(new double[] {1, 2}, y[1], EXACT);
  }

  /** Values of the tanh form; the erf form has 0.8413447 and −0.1542688. */
  @Test
  void geluIsTheTanhForm() {
    double[][] y = new Gelu().forward(new double[][] {{1, -0.5, 0, 40, -40}});
    assertArrayEquals(
        new double[] {0.8411919906082768, -0.15428599017485606, 0, 40, 0}, y[0], 1e-15);
  }

  /**
   * Two positions, one head of size 2: the first sees itself only; the second's scores are q·k/√2 =
   * 0 and √2·ln 3/√2 = ln 3, its weights 1/4 and 3/4.
   */
  @Test
  void attentionIsCausalAndScaled() {
    double q = Math.sqrt(2) * Math.log(3);
    double[][] qkv = {
      {7, 7, 0, 5, 1, 2}, // query, key and value of position 0
      {q, 0, 1, 9, 5, 10}
    };
    double[][] output = new Attention(MODEL, 1).forward(qkv);
    assertArrayEquals(new double[] {1, 2}, output[0], EXACT);
    assertArrayEquals(new double[] {4, 8}, output[1], 1e-14);
  }

  /** Two heads of size 1 look at their own columns of query, key and value. */
  @Test
  void headsAreSideBySide() {
    ModelConfig twoHeads = new ModelConfig(1, 2, 2, 2, 3);
    double ln3 = Math.log(3);
    double[][] qkv = {
      {0, 0, 0, 0, 1, 100},
      {ln3, ln3, 1, 0, 5, 500}
    };
    double[][] output = new Attention(twoHeads, 1).forward(qkv);
    assertArrayEquals(new double[] {4, 300}, output[1], 1e-13);
  }

  @Test
  void withoutParametersEveryTokenIsEquallyLikely() {
    TrainingTask task =
        new TrainingTask(MODEL, new OptimizerConfig(0, 0, 1, 0, Float.POSITIVE_INFINITY), 1, 1);
    Oracle oracle = new Oracle(task, new double[LAYOUT.size()]);
    assertArrayEquals(
        new double[] {Math.log(3), Math.log(3)},
        oracle.tokenLosses(new int[] {0, 1}, new int[] {1, 2}),
        EXACT);
  }

  /**
   * With blocks that add nothing and a final LayerNorm of weight zero, hidden is the norm's bias,
   * and the head compares it with the rows of the token embedding: logits (ln 2, 0, ln 5).
   */
  @Test
  void theHeadIsTheTokenEmbedding() {
    double[] all = new double[LAYOUT.size()];
    set(all, "wte.weight", Math.log(2), 9, 0, 8, Math.log(5), 7);
    set(all, "ln_f.bias", 1, 0);
    TrainingTask task =
        new TrainingTask(MODEL, new OptimizerConfig(0, 0, 1, 0, Float.POSITIVE_INFINITY), 1, 1);
    double[] losses = new Oracle(task, all).tokenLosses(new int[] {1, 1}, new int[] {0, 2});
    assertArrayEquals(new double[] {Math.log(8.0 / 2), Math.log(8.0 / 5)}, losses, 1e-14);
  }

  /**
   * Blocks that add nothing: x = wte[token] + wpe[position] = (1, 3) + (2, −2) = (3, 1) and (1, 3)
   * + (0, 0), normalised (1, −1) and (−1, 1) but for ε; the head's rows are those of wte.
   */
  @Test
  void tokensAndPositionsAreAdded() {
    double[] all = new double[LAYOUT.size()];
    set(all, "wte.weight", 1, 3, 0, 0, 0, 0);
    set(all, "wpe.weight", 2, -2, 0, 0);
    set(all, "ln_f.weight", 1, 1);
    TrainingTask task =
        new TrainingTask(MODEL, new OptimizerConfig(0, 0, 1, 0, Float.POSITIVE_INFINITY), 1, 1);
    double[] losses = new Oracle(task, all).tokenLosses(new int[] {0, 0}, new int[] {1, 1});
    double logit = 2 / Math.sqrt(1 + 1e-5);
    assertEquals(Math.log(2 + Math.exp(-logit)), losses[0], 1e-14);
    assertEquals(Math.log(2 + Math.exp(logit)), losses[1], 1e-14);
  }
}
