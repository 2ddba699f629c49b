package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Matrices.assertNear;
import static dev.fourfold.baselines.frontier.Matrices.plain;
import static dev.fourfold.baselines.frontier.Matrices.random;
import static dev.fourfold.baselines.frontier.Matrices.randomVector;
import static dev.fourfold.baselines.frontier.Matrices.zeros;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.TrainingTask;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels that go row by row or element by element. */
class RowKernelsTest {

  /** Values and derivatives of GELU between −12 and 12 are below 13: two units of 1e-6 there. */
  @Test
  void gelu() {
    int length = 64 * Lanes.PANEL;
    float[] u = new float[length];
    for (int i = 0; i < length; i++) {
      u[i] = 24f * i / length - 12;
    }
    float[] x = u.clone();
    float[] g = new float[length];
    Gelu.forward(u, 0, g, 0, length);
    for (int i = 0; i < length; i++) {
      double s = Math.sqrt(2 / Math.PI) * (x[i] + 0.044715 * Math.pow(x[i], 3));
      double slope = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x[i] * x[i]);
      double tanh = Math.tanh(s);
      double exact = 0.5 * x[i] * (1 + tanh);
      double derivative = 0.5 * (1 + tanh) + 0.5 * x[i] * (1 - tanh * tanh) * slope;
      assertNear(exact, g[i], 3e-7 * Math.max(1, Math.abs(exact)), "gelu(" + x[i] + ")");
      assertNear(derivative, u[i], 5e-7, "gelu'(" + x[i] + ")");
    }
    float[] dg = randomVector(length, 1);
    float[] du = dg.clone();
    Gelu.backward(du, 0, u, 0, length);
    for (int i = 0; i < length; i++) {
      assertEquals(dg[i] * u[i], du[i]);
    }
  }

  @Test
  void geluFarOut() {
    float[] u = new float[Lanes.PANEL];
    float[] g = new float[Lanes.PANEL];
    u[0] = 1e4f;
    u[1] = -1e4f;
    u[2] = Float.NaN;
    Gelu.forward(u, 0, g, 0, Lanes.PANEL);
    assertEquals(1e4f, g[0]);
    assertNear(0, g[1], 1e-30, "gelu(-1e4)");
    assertNear(1, u[0], 0, "gelu'(1e4)");
    assertNear(0, u[1], 1e-20, "gelu'(-1e4)");
    assertEquals(Float.NaN, g[2]);
  }

  @ParameterizedTest(name = "{0} rows of {1}, around {2}")
  @CsvSource({"1, 1, 0", "13, 17, 0", "17, 207, 3", "207, 13, -3"})
  void layerNorm(int rows, int channels, float around) {
    PanelMatrix x = random(rows, channels, 1);
    for (int row = 0; row < rows; row++) {
      for (int channel = 0; channel < channels; channel++) {
        x.data()[x.element(row, channel)] += around;
      }
    }
    float[] weight = randomVector(channels, 2);
    float[] bias = randomVector(channels, 3);
    int width = weight.length;
    float[] parameters = Arrays.copyOf(weight, 2 * width);
    System.arraycopy(bias, 0, parameters, width, width);
    PanelMatrix y = zeros(rows, channels);
    float[] mean = new float[x.rows()];
    float[] rstd = new float[x.rows()];
    LayerNorm norm = new LayerNorm(channels);
    norm.forward(x, 0, x.rows(), parameters, 0, width, y, mean, rstd);

    PanelMatrix dy = random(rows, channels, 4);
    PanelMatrix dx = random(rows, channels, 5);
    double[][] exact = plain(x, rows, channels);
    double[][] dExact = plain(dx, rows, channels);
    double[][] yExact = new double[rows][channels];
    double[] dWeight = new double[channels];
    double[] dBias = new double[channels];
    double largest = 1;
    for (int row = 0; row < rows; row++) {
      double m = Arrays.stream(exact[row]).sum() / channels;
      double variance = Arrays.stream(exact[row]).map(v -> (v - m) * (v - m)).sum() / channels;
      double r = 1 / Math.sqrt(variance + 1e-5f);
      largest = Math.max(largest, r);
      double sumG = 0;
      double sumGx = 0;
      for (int c = 0; c < channels; c++) {
        double normal = (exact[row][c] - m) * r;
        double d = dy.data()[dy.element(row, c)];
        yExact[row][c] = normal * weight[c] + bias[c];
        dWeight[c] += d * normal;
        dBias[c] += d;
        sumG += d * weight[c];
        sumGx += d * weight[c] * normal;
      }
      for (int c = 0; c < channels; c++) {
        double normal = (exact[row][c] - m) * r;
        double g = dy.data()[dy.element(row, c)] * weight[c];
        dExact[row][c] += r * (g - sumG / channels - normal * sumGx / channels);
      }
    }
    assertNear(yExact, y, 1e-5, "y");

    float[] gradients = new float[2 * width];
    norm.backward(dy, x, mean, rstd, 0, x.rows(), parameters, gradients, 0, width, dx);
    // A row of one channel has no variance: rstd is 316 and scales what rounding left of zero.
    assertNear(dExact, dx, 1e-5 * largest, "dx");
    for (int c = 0; c < channels; c++) {
      assertNear(dWeight[c], gradients[c], 2e-5, "dweight[" + c + "]");
      assertNear(dBias[c], gradients[width + c], 2e-5, "dbias[" + c + "]");
    }
    for (int c = channels; c < width; c++) {
      assertEquals(0f, dx.data()[dx.element(0, c)], "padding of dx");
      assertEquals(0f, gradients[c], "padding of dweight");
    }
  }

  @ParameterizedTest(name = "V {0}")
  @ValueSource(ints = {2, 13, 17, 207, 256})
  void crossEntropy(int vocabulary) {
    int rows = 7;
    int tokens = 5;
    CrossEntropy crossEntropy = new CrossEntropy(vocabulary, tokens);
    PanelMatrix logits = random(rows, vocabulary, 1);
    for (int row = 0; row < rows; row++) {
      for (int v = vocabulary; v < crossEntropy.headBias().length; v++) {
        logits.data()[logits.element(row, v)] = crossEntropy.headBias()[v];
      }
    }
    double[][] exact = plain(logits, rows, vocabulary);
    for (int row = 0; row < rows; row++) {
      int target = (row * 31) % vocabulary;
      double sum = Arrays.stream(exact[row]).map(Math::exp).sum();
      double loss = Math.log(sum) - exact[row][target];
      double actual = crossEntropy.forwardAndBackward(logits, row, target);
      assertNear(loss, (float) actual, 1e-6, "loss of row " + row);
      for (int v = 0; v < vocabulary; v++) {
        exact[row][v] = (Math.exp(exact[row][v]) / sum - (v == target ? 1 : 0)) / tokens;
      }
      for (int v = vocabulary; v < crossEntropy.headBias().length; v++) {
        assertEquals(0f, logits.data()[logits.element(row, v)], "padding");
      }
    }
    assertNear(exact, logits, 1e-7, "dlogits");
    CrossEntropy.clear(logits, 3);
    exact[3] = new double[vocabulary];
    assertNear(exact, logits, 1e-7, "dlogits after clearing a row");
  }

  /** Two members' gradients, two steps, one block that decays and one that does not. */
  @Test
  void adamW() {
    ModelConfig model = new ModelConfig(1, 1, 3, 2, 5);
    OptimizerConfig config = new OptimizerConfig(0.9f, 0.99f, 1e-3f, 0.1f, 2);
    TrainingTask task = new TrainingTask(model, config, 1, 2);
    Workspace workspace = Workspace.take(task, randomVector(ParameterLayout.of(model).size(), 1));
    PaddedLayout layout = workspace.layout();
    float[] parameters = workspace.parameters();
    float[][] gradients = workspace.gradients();
    AdamW adam = new AdamW(config, workspace);
    double[] p = new double[parameters.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = parameters[i];
    }
    double[] m = new double[p.length];
    double[] v = new double[p.length];
    for (int step = 1; step <= 2; step++) {
      gradients[0] = randomVector(p.length, 10 + step);
      gradients[1] = randomVector(p.length, 20 + step);
      double[] g = new double[p.length];
      for (int i = 0; i < g.length; i++) {
        g[i] = (double) gradients[0][i] + gradients[1][i];
      }
      double norm = Math.sqrt(Arrays.stream(g).map(x -> x * x).sum());
      double squares = adam.sumGradients(0, 1) + adam.sumGradients(1, adam.blocks());
      assertNear(norm, (float) Math.sqrt(squares), 1e-6 * norm, "norm");
      adam.update(0, adam.blocks(), step, 0.01f, adam.clip(squares));
      for (int i = 0; i < p.length; i++) {
        double clipped = norm > 2 ? g[i] * 2 / norm : g[i];
        m[i] = 0.9f * m[i] + (1 - 0.9f) * clipped;
        v[i] = 0.99f * v[i] + (1 - 0.99f) * clipped * clipped;
        double mHat = m[i] / (1 - Math.pow(0.9f, step));
        double vHat = v[i] / (1 - Math.pow(0.99f, step));
        double decay = i < layout.matricesEnd() ? 0.1f * p[i] : 0;
        p[i] -= 0.01f * (mHat / (Math.sqrt(vHat) + 1e-3f) + decay);
        assertNear(p[i], parameters[i], 1e-6, "parameter " + i);
      }
    }
    assertEquals(1f, adam.clip(3.9), "a small gradient is not clipped");
  }
}
