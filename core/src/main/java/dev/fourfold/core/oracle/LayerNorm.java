package dev.fourfold.core.oracle;

/**
 * y = w·x̂ + b with x̂ = (x − mean(x)) / √(variance(x) + ε) over the C channels of each row, the
 * variance being the mean square (Ba et al. 2016, equation 4).
 */
final class LayerNorm {
  /**
   * {@link dev.fourfold.core.model.ModelConfig#LAYER_NORM_EPSILON} as the decimal fraction that it
   * stands for. The float nearest to it differs by 2.5e-13, which implementations elsewhere that
   * say 1e-5 in double precision would see in the tenth digit.
   */
  private static final double EPSILON = 1e-5;

  private final Tensors parameters;
  private final Tensors gradient;
  private final String name;
  private double[][] normalised; // x̂ (B*T, C)
  private double[] scale; // 1/√(variance + ε) (B*T)

  LayerNorm(Tensors parameters, Tensors gradient, String name) {
    this.parameters = parameters;
    this.gradient = gradient;
    this.name = name;
  }

  /** x (B*T, C) gives y (B*T, C). */
  double[][] forward(double[][] x) {
    double[] weight = parameters.vector(name + ".weight");
    double[] bias = parameters.vector(name + ".bias");
    int channels = weight.length;
    normalised = new double[x.length][channels];
    scale = new double[x.length];
    double[][] y = new double[x.length][channels];
    for (int i = 0; i < x.length; i++) {
      double mean = 0;
      for (int c = 0; c < channels; c++) {
        mean += x[i][c] / channels;
      }
      double variance = 0;
      for (int c = 0; c < channels; c++) {
        variance += (x[i][c] - mean) * (x[i][c] - mean) / channels;
      }
      scale[i] = 1 / Math.sqrt(variance + EPSILON);
      for (int c = 0; c < channels; c++) {
        normalised[i][c] = (x[i][c] - mean) * scale[i];
        y[i][c] = weight[c] * normalised[i][c] + bias[c];
      }
    }
    return y;
  }

  /**
   * y = w·x̂ + b gives dw = Σ_rows dy·x̂, db = Σ_rows dy and dx̂ = dy·w; x̂ = (x − mean)·scale,
   * where mean and scale depend on x too, gives dx = scale·(dx̂ − mean(dx̂) − x̂·mean(dx̂·x̂)).
   */
  double[][] backward(double[][] dy) {
    double[] weight = parameters.vector(name + ".weight");
    int channels = weight.length;
    double[] dWeight = new double[channels];
    double[] dBias = new double[channels];
    double[][] dx = new double[dy.length][channels];
    for (int i = 0; i < dy.length; i++) {
      double mean = 0; // of dx̂
      double projection = 0; // mean of dx̂·x̂
      for (int c = 0; c < channels; c++) {
        double dNormalised = dy[i][c] * weight[c];
        mean += dNormalised / channels;
        projection += dNormalised * normalised[i][c] / channels;
        dWeight[c] += dy[i][c] * normalised[i][c];
        dBias[c] += dy[i][c];
      }
      for (int c = 0; c < channels; c++) {
        double dNormalised = dy[i][c] * weight[c];
        dx[i][c] = scale[i] * (dNormalised - mean - normalised[i][c] * projection);
      }
    }
    gradient.add(name + ".weight", dWeight);
    gradient.add(name + ".bias", dBias);
    return dx;
  }
}
