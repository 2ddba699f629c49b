package dev.fourfold.baselines.frontier;

import static dev.fourfold.baselines.frontier.Lanes.LANES;
import static dev.fourfold.baselines.frontier.Lanes.PANEL;
import static dev.fourfold.baselines.frontier.Lanes.SPECIES;

import dev.fourfold.core.model.ModelConfig;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Layer normalisation (Ba et al. 2016, equation 4) of rows that lie in panels.
 *
 * <p>PANEL rows at a time, panel by panel and inside a panel row by row, so that every loop runs
 * through contiguous memory and the vectors of weight and bias stay in registers. Each row's sums
 * gather in a vector of its own; only then do its lanes meet.
 */
final class LayerNorm {
  private final int channels;

  /** (C) padded: 1 for a channel, 0 for padding, which must not count in a variance. */
  private final float[] real;

  /** (PANEL, LANES) sums of the rows at hand. */
  private final float[] sums = new float[PANEL * LANES];

  /** (PANEL, LANES) likewise, of products. */
  private final float[] products = new float[PANEL * LANES];

  /** (PANEL) the means of the rows at hand. */
  private final float[] meanG = new float[PANEL];

  /** (PANEL) likewise, of products. */
  private final float[] meanGx = new float[PANEL];

  /** Scratch memory of one member. */
  LayerNorm(int channels) {
    this.channels = channels;
    this.real = new float[Lanes.padded(channels)];
    Arrays.fill(real, 0, channels, 1f);
  }

  /**
   * y = (x − mean)·rstd·weight + bias, for some rows.
   *
   * @param x (rows, C)
   * @param fromRow a multiple of PANEL, as {@code toRow}
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
    for (int row = fromRow; row < toRow; row += PANEL) {
      Arrays.fill(sums, 0f);
      for (int panel = 0; panel < x.panels(); panel++) {
        addRows(x.data(), x.index(panel, row), sums);
      }
      meanOfLanes(sums, mean, row);
      Arrays.fill(sums, 0f);
      for (int panel = 0; panel < x.panels(); panel++) {
        addSquares(x.data(), x.index(panel, row), mean, row, real, panel * PANEL, sums);
      }
      meanOfLanes(sums, rstd, row);
      for (int i = row; i < row + PANEL; i++) {
        rstd[i] = (float) (1 / Math.sqrt(rstd[i] + ModelConfig.LAYER_NORM_EPSILON));
      }
      for (int panel = 0; panel < x.panels(); panel++) {
        normalise(
            x.data(),
            x.index(panel, row),
            mean,
            rstd,
            row,
            parameters,
            weight + panel * PANEL,
            bias + panel * PANEL,
            y.data(),
            y.index(panel, row));
      }
    }
  }

  /** (PANEL) from {@code meansIndex}: each row's lanes summed, divided by C. */
  private void meanOfLanes(float[] sums, float[] means, int meansIndex) {
    for (int row = 0; row < PANEL; row++) {
      means[meansIndex + row] =
          VectorMath.sum(FloatVector.fromArray(SPECIES, sums, row * LANES)) / channels;
    }
  }

  private static void addRows(float[] x, int index, float[] sums) {
    for (int row = 0; row < PANEL; row++) {
      int at = index + row * PANEL;
      FloatVector.fromArray(SPECIES, sums, row * LANES)
          .add(FloatVector.fromArray(SPECIES, x, at))
          .add(FloatVector.fromArray(SPECIES, x, at + LANES))
          .intoArray(sums, row * LANES);
    }
  }

  private static void addSquares(
      float[] x, int index, float[] mean, int firstRow, float[] real, int column, float[] sums) {
    FloatVector real0 = FloatVector.fromArray(SPECIES, real, column);
    FloatVector real1 = FloatVector.fromArray(SPECIES, real, column + LANES);
    for (int row = 0; row < PANEL; row++) {
      int at = index + row * PANEL;
      FloatVector shift = FloatVector.broadcast(SPECIES, mean[firstRow + row]);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, at).sub(shift).mul(real0);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + LANES).sub(shift).mul(real1);
      FloatVector sum = FloatVector.fromArray(SPECIES, sums, row * LANES);
      x1.fma(x1, x0.fma(x0, sum)).intoArray(sums, row * LANES);
    }
  }

  private static void normalise(
      float[] x,
      int index,
      float[] mean,
      float[] rstd,
      int firstRow,
      float[] parameters,
      int weight,
      int bias,
      float[] y,
      int yIndex) {
    FloatVector weight0 = FloatVector.fromArray(SPECIES, parameters, weight);
    FloatVector weight1 = FloatVector.fromArray(SPECIES, parameters, weight + LANES);
    FloatVector bias0 = FloatVector.fromArray(SPECIES, parameters, bias);
    FloatVector bias1 = FloatVector.fromArray(SPECIES, parameters, bias + LANES);
    for (int row = 0; row < PANEL; row++) {
      int at = index + row * PANEL;
      FloatVector shift = FloatVector.broadcast(SPECIES, mean[firstRow + row]);
      FloatVector scale = FloatVector.broadcast(SPECIES, rstd[firstRow + row]);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, at).sub(shift).mul(scale);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + LANES).sub(shift).mul(scale);
      x0.fma(weight0, bias0).intoArray(y, yIndex + row * PANEL);
      x1.fma(weight1, bias1).intoArray(y, yIndex + row * PANEL + LANES);
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
   * @param fromRow a multiple of PANEL, as {@code toRow}
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
    for (int row = fromRow; row < toRow; row += PANEL) {
      Arrays.fill(sums, 0f);
      Arrays.fill(products, 0f);
      for (int panel = 0; panel < x.panels(); panel++) {
        for (int half = 0; half < PANEL; half += LANES) {
          int column = panel * PANEL + half;
          addGradients(
              dy.data(),
              dy.index(panel, row) + half,
              x.data(),
              x.index(panel, row) + half,
              mean,
              rstd,
              row,
              parameters,
              weight + column,
              gradients,
              weight + column,
              bias + column,
              sums,
              products);
        }
      }
      meanOfLanes(sums, meanG, 0);
      meanOfLanes(products, meanGx, 0);
      for (int panel = 0; panel < x.panels(); panel++) {
        for (int half = 0; half < PANEL; half += LANES) {
          int column = panel * PANEL + half;
          addInputGradient(
              dy.data(),
              dy.index(panel, row) + half,
              x.data(),
              x.index(panel, row) + half,
              mean,
              rstd,
              row,
              parameters,
              weight + column,
              meanG,
              meanGx,
              real,
              column,
              dx.data(),
              dx.index(panel, row) + half);
        }
      }
    }
  }

  private static void addGradients(
      float[] dy,
      int dyIndex,
      float[] x,
      int xIndex,
      float[] mean,
      float[] rstd,
      int firstRow,
      float[] parameters,
      int weight,
      float[] gradients,
      int weightGradient,
      int biasGradient,
      float[] sums,
      float[] products) {
    FloatVector w = FloatVector.fromArray(SPECIES, parameters, weight);
    FloatVector dw = FloatVector.fromArray(SPECIES, gradients, weightGradient);
    FloatVector db = FloatVector.fromArray(SPECIES, gradients, biasGradient);
    for (int row = 0; row < PANEL; row++) {
      FloatVector d = FloatVector.fromArray(SPECIES, dy, dyIndex + row * PANEL);
      FloatVector normal =
          FloatVector.fromArray(SPECIES, x, xIndex + row * PANEL)
              .sub(mean[firstRow + row])
              .mul(rstd[firstRow + row]);
      dw = d.fma(normal, dw);
      db = d.add(db);
      FloatVector g = d.mul(w);
      int at = row * LANES;
      g.add(FloatVector.fromArray(SPECIES, sums, at)).intoArray(sums, at);
      g.fma(normal, FloatVector.fromArray(SPECIES, products, at)).intoArray(products, at);
    }
    dw.intoArray(gradients, weightGradient);
    db.intoArray(gradients, biasGradient);
  }

  private static void addInputGradient(
      float[] dy,
      int dyIndex,
      float[] x,
      int xIndex,
      float[] mean,
      float[] rstd,
      int firstRow,
      float[] parameters,
      int weight,
      float[] meanG,
      float[] meanGx,
      float[] real,
      int column,
      float[] dx,
      int dxIndex) {
    FloatVector w = FloatVector.fromArray(SPECIES, parameters, weight);
    FloatVector counts = FloatVector.fromArray(SPECIES, real, column);
    for (int row = 0; row < PANEL; row++) {
      FloatVector scale = FloatVector.broadcast(SPECIES, rstd[firstRow + row]);
      FloatVector normal =
          FloatVector.fromArray(SPECIES, x, xIndex + row * PANEL)
              .sub(mean[firstRow + row])
              .mul(scale);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyIndex + row * PANEL).mul(w);
      FloatVector centred = g.sub(meanG[row]).sub(normal.mul(meanGx[row]));
      int at = dxIndex + row * PANEL;
      centred.mul(scale).fma(counts, FloatVector.fromArray(SPECIES, dx, at)).intoArray(dx, at);
    }
  }
}
