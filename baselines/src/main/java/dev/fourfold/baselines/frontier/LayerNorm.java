package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;

import dev.fourfold.core.model.ModelConfig;
import jdk.incubator.vector.FloatVector;

/** Layer normalisation (Ba et al. 2016, equation 4) of rows that lie in panels. */
final class LayerNorm {
  private final int channels;

  /** (C) padded: 1 for a channel, 0 for padding, which must not count in a variance. */
  private final float[] real;

  LayerNorm(int channels) {
    this.channels = channels;
    this.real = new float[Lanes.padded(channels)];
    java.util.Arrays.fill(real, 0, channels, 1f);
  }

  /**
   * y = (x − mean)·rstd·weight + bias, for some rows.
   *
   * @param x (rows, C)
   * @param parameters weight (C) from {@code weight}, bias (C) from {@code bias}
   * @param y (rows, C)
   * @param mean (rows) written for the backward pass
   * @param rstd (rows) 1/√(variance + ε), likewise
   */
  void forward(
      PanelMatrix x,
      int fromRow,
      int toRow,
      float[] parameters,
      int weight,
      int bias,
      PanelMatrix y,
      float[] mean,
      float[] rstd) {
    for (int row = fromRow; row < toRow; row++) {
      float rowMean = sum(x.data(), x.index(0, row), x.panelStride(), x.panels()) / channels;
      float squares =
          squares(x.data(), x.index(0, row), x.panelStride(), x.panels(), rowMean, real);
      float rowRstd = (float) (1 / Math.sqrt(squares / channels + ModelConfig.LAYER_NORM_EPSILON));
      mean[row] = rowMean;
      rstd[row] = rowRstd;
      normalise(
          x.data(),
          x.index(0, row),
          x.panelStride(),
          x.panels(),
          rowMean,
          rowRstd,
          parameters,
          weight,
          bias,
          y.data(),
          y.index(0, row),
          y.panelStride());
    }
  }

  private static float sum(float[] x, int index, int stride, int panels) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    for (int panel = 0; panel < panels; panel++) {
      int at = index + panel * stride;
      sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, at));
      sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, at + LANES));
    }
    return VectorMath.sum(sum0.add(sum1));
  }

  private static float squares(
      float[] x, int index, int stride, int panels, float mean, float[] real) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    for (int panel = 0; panel < panels; panel++) {
      int at = index + panel * stride;
      FloatVector real0 = FloatVector.fromArray(SPECIES, real, panel * PANEL);
      FloatVector real1 = FloatVector.fromArray(SPECIES, real, panel * PANEL + LANES);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, at).sub(mean).mul(real0);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + LANES).sub(mean).mul(real1);
      sum0 = x0.fma(x0, sum0);
      sum1 = x1.fma(x1, sum1);
    }
    return VectorMath.sum(sum0.add(sum1));
  }

  private static void normalise(
      float[] x,
      int index,
      int stride,
      int panels,
      float mean,
      float rstd,
      float[] parameters,
      int weight,
      int bias,
      float[] y,
      int yIndex,
      int yStride) {
    for (int panel = 0; panel < panels; panel++) {
      for (int half = 0; half < PANEL; half += LANES) {
        int column = panel * PANEL + half;
        FloatVector normal =
            FloatVector.fromArray(SPECIES, x, index + panel * stride + half).sub(mean).mul(rstd);
        normal
            .fma(
                FloatVector.fromArray(SPECIES, parameters, weight + column),
                FloatVector.fromArray(SPECIES, parameters, bias + column))
            .intoArray(y, yIndex + panel * yStride + half);
      }
    }
  }

  /**
   * Adds to dx the gradient that dy sends back through the normalisation, for some rows; adds to
   * the gradients of weight and bias.
   *
   * <p>With x̂ = (x − mean)·rstd and g = dy·weight: dx += rstd·(g − mean(g) − x̂·mean(g·x̂)),
   * dweight += dy·x̂, dbias += dy.
   *
   * @param dy (rows, C)
   * @param x (rows, C) the input of the forward pass, with its {@code mean} and {@code rstd}
   * @param gradients of weight (C) from {@code weight}, of bias (C) from {@code bias}
   * @param dx (rows, C)
   */
  void backward(
      PanelMatrix dy,
      PanelMatrix x,
      float[] mean,
      float[] rstd,
      int fromRow,
      int toRow,
      float[] parameters,
      float[] gradients,
      int weight,
      int bias,
      PanelMatrix dx) {
    for (int row = fromRow; row < toRow; row++) {
      backwardRow(
          dy.data(),
          dy.index(0, row),
          dy.panelStride(),
          dy.panels(),
          x.data(),
          x.index(0, row),
          x.panelStride(),
          mean[row],
          rstd[row],
          parameters,
          gradients,
          weight,
          bias,
          dx.data(),
          dx.index(0, row),
          dx.panelStride());
    }
  }

  private void backwardRow(
      float[] dy,
      int dyIndex,
      int dyStride,
      int panels,
      float[] x,
      int xIndex,
      int xStride,
      float mean,
      float rstd,
      float[] parameters,
      float[] gradients,
      int weight,
      int bias,
      float[] dx,
      int dxIndex,
      int dxStride) {
    FloatVector sumG = FloatVector.zero(SPECIES);
    FloatVector sumGx = sumG;
    for (int panel = 0; panel < panels; panel++) {
      for (int half = 0; half < PANEL; half += LANES) {
        int column = panel * PANEL + half;
        FloatVector d = FloatVector.fromArray(SPECIES, dy, dyIndex + panel * dyStride + half);
        FloatVector normal =
            FloatVector.fromArray(SPECIES, x, xIndex + panel * xStride + half).sub(mean).mul(rstd);
        FloatVector g = d.mul(FloatVector.fromArray(SPECIES, parameters, weight + column));
        sumG = sumG.add(g);
        sumGx = g.fma(normal, sumGx);
        d.fma(normal, FloatVector.fromArray(SPECIES, gradients, weight + column))
            .intoArray(gradients, weight + column);
        d.add(FloatVector.fromArray(SPECIES, gradients, bias + column))
            .intoArray(gradients, bias + column);
      }
    }
    float meanG = VectorMath.sum(sumG) / channels;
    float meanGx = VectorMath.sum(sumGx) / channels;
    for (int panel = 0; panel < panels; panel++) {
      for (int half = 0; half < PANEL; half += LANES) {
        int column = panel * PANEL + half;
        FloatVector d = FloatVector.fromArray(SPECIES, dy, dyIndex + panel * dyStride + half);
        FloatVector normal =
            FloatVector.fromArray(SPECIES, x, xIndex + panel * xStride + half).sub(mean).mul(rstd);
        FloatVector g = d.mul(FloatVector.fromArray(SPECIES, parameters, weight + column));
        int at = dxIndex + panel * dxStride + half;
        g.sub(meanG)
            .sub(normal.mul(meanGx))
            .mul(rstd)
            .fma(
                FloatVector.fromArray(SPECIES, real, column),
                FloatVector.fromArray(SPECIES, dx, at))
            .intoArray(dx, at);
      }
    }
  }
}
