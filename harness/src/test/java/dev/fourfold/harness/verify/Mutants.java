package dev.fourfold.harness.verify;

import dev.fourfold.core.model.ParameterTensor;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.harness.verify.HonestTrainer.Pass;
import dev.fourfold.harness.verify.HonestTrainer.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Honest trainers with one small lie each. All of them have to be rejected. */
final class Mutants {
  private Mutants() {}

  /**
   * A mutant.
   *
   * @param hint what the rejection's hint has to contain; empty where none is due
   * @param fresh gives a provider that has seen nothing yet
   */
  record Mutant(String name, String hint, Supplier<TrainerProvider> fresh) {}

  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>();
    all.addAll(model());
    all.addAll(gradients());
    all.addAll(precision());
    all.addAll(optimizer());
    all.addAll(state());
    return List.copyOf(all);
  }

  private static Mutant mutant(
      String name, String hint, BiFunction<TrainingTask, float[], Trainer> factory) {
    return new Mutant(name, hint, () -> new Subject(name, factory));
  }

  private static List<Mutant> model() {
    return List.of(
        mutant("LayerNorm with ε 1e-6", "", (task, p) -> new LayerNormEpsilon(task, p, 1e-6f)),
        mutant("LayerNorm with ε 1.2e-5", "", (task, p) -> new LayerNormEpsilon(task, p, 1.2e-5f)),
        mutant(
            "variance over C−1",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float variance(float[] row, float mean) {
                    return super.variance(row, mean) * channels / (channels - 1);
                  }
                }),
        mutant(
            "GELU, erf form",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float gelu(float x) {
                    return (float) (x * normalCdf(x));
                  }

                  @Override
                  float geluSlope(float x) {
                    double density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
                    return (float) (normalCdf(x) + x * density);
                  }
                }),
        mutant(
            "GELU by a sigmoid",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float gelu(float x) {
                    return x / (1 + exp(-1.702f * x));
                  }

                  @Override
                  float geluSlope(float x) {
                    float s = 1 / (1 + exp(-1.702f * x));
                    return s + 1.702f * x * s * (1 - s);
                  }
                }),
        mutant(
            "coarse tanh",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float tanh(float x) {
                    float y = Math.min(Math.max(x, -3), 3);
                    return y * (27 + y * y) / (27 + 9 * y * y);
                  }
                }),
        mutant(
            "tanh with an exp good to 1e-4",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float tanh(float x) {
                    return 1 - 2 / (1 + coarseExp(2 * x));
                  }
                }),
        mutant(
            "softmax with an exp good to 1e-4",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float exp(float x) {
                    return coarseExp(x);
                  }
                }),
        mutant(
            "causal mask sees the next token",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  int visible(int t) {
                    return Math.min(time, t + 2);
                  }
                }),
        mutant(
            "causal mask hides the token itself",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  int visible(int t) {
                    return Math.max(1, t);
                  }
                }),
        mutant(
            "attention sees everything",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  int visible(int t) {
                    return time;
                  }
                }),
        mutant(
            "softmax without the maximum",
            "maximum",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float maximum(float[] row) {
                    return 0;
                  }
                }),
        mutant(
            "scores not scaled",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float scoreScale() {
                    return 1;
                  }
                }),
        mutant(
            "scores scaled by √C",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float scoreScale() {
                    return (float) (1 / Math.sqrt(channels));
                  }
                }),
        mutant(
            "positions shifted",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  int position(int row) {
                    return (row + 1) % time;
                  }
                }),
        mutant(
            "positions not restarted with a sequence",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  int position(int row) {
                    return Math.min(row, time - 1);
                  }
                }),
        mutant(
            "final LayerNorm left out",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  Normed norm(String name, Mat x) {
                    Normed normed = super.norm(name, x);
                    return name.equals("ln_f")
                        ? new Normed(x, normed.normalised(), normed.scale())
                        : normed;
                  }
                }),
        mutant(
            "projection's bias left out",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  Mat linear(Site site, String name, Mat x) {
                    return site == Site.PROJECTION
                        ? product(site, Pass.FORWARD, x, matrix(name + ".weight"))
                        : super.linear(site, name, x);
                  }
                }),
        mutant(
            "weights of 1e-3 and less skipped",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void softmax(float[] row) {
                    super.softmax(row);
                    for (int s = 0; s < row.length; s++) {
                      row[s] = row[s] < 1e-3f ? 0 : row[s];
                    }
                  }
                }));
  }

  private static List<Mutant> gradients() {
    return List.of(
        mutant(
            "loss is a sum",
            "a sum, not a mean",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float lossWeight(int row) {
                    return 1;
                  }
                }),
        mutant(
            "gradient is of the loss's sum",
            "a sum, not a mean",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float lossWeight(int row) {
                    return 1;
                  }

                  @Override
                  float meanLoss(float[] losses) {
                    return super.meanLoss(losses) / rows;
                  }
                }),
        mutant(
            "loss in bits",
            "bits",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float meanLoss(float[] losses) {
                    return (float) (super.meanLoss(losses) / Math.log(2));
                  }
                }),
        mutant(
            "gradients twice too large",
            "2.0",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void clip() {
                    for (int i = 0; i < gradient.length; i++) {
                      gradient[i] *= 2;
                    }
                    super.clip();
                  }
                }),
        mutant(
            "last token's loss dropped",
            "last token",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float lossWeight(int row) {
                    return row % time == time - 1 ? 0 : 1f / (rows - rows / time);
                  }
                }),
        mutant(
            "gradient of the last token's loss dropped",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  Mat crossEntropy(Mat logits, int[] targets, float[] losses) {
                    Mat dLogits = super.crossEntropy(logits, targets, losses);
                    for (int j = 0; j < dLogits.columns(); j++) {
                      dLogits.set(rows - 1, j, 0);
                    }
                    return dLogits;
                  }
                }),
        mutant(
            "gradients of a random half of the rows",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  private final SplittableRandom random = new SplittableRandom(1);

                  @Override
                  Mat crossEntropy(Mat logits, int[] targets, float[] losses) {
                    Mat dLogits = super.crossEntropy(logits, targets, losses);
                    for (int i = 0; i < rows; i++) {
                      float factor = random.nextBoolean() ? 2 : 0;
                      for (int j = 0; j < dLogits.columns(); j++) {
                        dLogits.set(i, j, factor * dLogits.at(i, j));
                      }
                    }
                    return dLogits;
                  }
                }),
        mutant(
            "softmax's gradient over the likely tokens only",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  Mat crossEntropy(Mat logits, int[] targets, float[] losses) {
                    Mat dLogits = super.crossEntropy(logits, targets, losses);
                    float negligible = 1e-3f / rows;
                    for (int i = 0; i < dLogits.values().length; i++) {
                      if (Math.abs(dLogits.values()[i]) < negligible) {
                        dLogits.values()[i] = 0;
                      }
                    }
                    return dLogits;
                  }
                }),
        mutant(
            "head's share of the embedding's gradient missing",
            "head's share",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void headWeightGradient(Mat dLogits, Mat hidden) {}
                }),
        mutant(
            "inputs' share of the embedding's gradient missing",
            "inputs' share",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void addTokenGradient(int index, float value) {}
                }),
        mutant(
            "embedding's gradient assigned, not added",
            "inputs' share",
            (task, p) ->
                new HonestTrainer(task, p) {
                  private float[] fromHead;

                  @Override
                  void embedBackward(int[] inputs, Mat dx) {
                    fromHead = gradient.clone();
                    super.embedBackward(inputs, dx);
                  }

                  @Override
                  void addTokenGradient(int index, float value) {
                    gradient[index] = fromHead[index] + value;
                  }
                }),
        mutant(
            "first layer frozen",
            "layer 0",
            (task, p) -> new Frozen(task, p, name -> name.startsWith("h.0."))),
        mutant(
            "positions frozen",
            "wpe.weight",
            (task, p) -> new Frozen(task, p, name -> name.equals("wpe.weight"))),
        mutant(
            "one bias frozen",
            "h.0.mlp.c_fc.bias",
            (task, p) -> new Frozen(task, p, name -> name.equals("h.0.mlp.c_fc.bias"))),
        mutant(
            "LayerNorm's backward without the mean",
            "LayerNorm's backward",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  Mat normBackward(String name, Normed normed, Mat dy) {
                    Mat dx = super.normBackward(name, normed, dy);
                    float[] weight = vector(name + ".weight");
                    for (int i = 0; i < rows; i++) {
                      float mean = 0;
                      for (int c = 0; c < channels; c++) {
                        mean += dy.at(i, c) * weight[c] / channels;
                      }
                      for (int c = 0; c < channels; c++) {
                        dx.set(i, c, dx.at(i, c) + normed.scale()[i] * mean);
                      }
                    }
                    return dx;
                  }
                }),
        mutant(
            "GELU's slope of another point",
            "GELU's backward",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float geluSlope(float x) {
                    return super.geluSlope(x * 1.0001f);
                  }
                }),
        mutant(
            "gradients not zeroed between steps",
            "kept from step to step",
            (task, p) ->
                new HonestTrainer(task, p) {
                  private float[] before = new float[p.length];

                  @Override
                  void clip() {
                    for (int i = 0; i < gradient.length; i++) {
                      gradient[i] += before[i];
                    }
                    before = gradient.clone();
                    super.clip();
                  }
                }),
        mutant(
            "gradient of the step before",
            "kept from step to step",
            (task, p) ->
                new HonestTrainer(task, p) {
                  private float[] before;

                  @Override
                  void clip() {
                    float[] now = gradient;
                    gradient = before == null ? now.clone() : before;
                    before = now;
                    super.clip();
                  }
                }),
        mutant(
            "sequences after the first ignored",
            "sequences after the first",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float lossWeight(int row) {
                    return task.batchSize() == 1 ? 1f / rows : row < time ? 1f / time : 0;
                  }
                }),
        mutant(
            "weights of the attention gradient of the step before",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  private final Saved[] before = new Saved[model.layers()];

                  @Override
                  Saved recall(int layer, Saved saved) {
                    Saved stale = before[layer] == null ? saved : before[layer];
                    before[layer] = saved;
                    return stale;
                  }
                }));
  }

  private static List<Mutant> precision() {
    List<Mutant> mutants = new ArrayList<>();
    mutants.add(rounded("bf16 products", "bf16", 8, site -> true, pass -> true));
    mutants.add(rounded("tf32 products", "tf32", 11, site -> true, pass -> true));
    mutants.add(rounded("bf16x2 products", "16 bits", 16, site -> true, pass -> true));
    mutants.add(rounded("bf16 in the head", "", 8, Site.HEAD::equals, pass -> true));
    mutants.add(rounded("bf16 in attention's scores", "", 8, Site.SCORES::equals, pass -> true));
    mutants.add(
        rounded("tf32 in the MLP's contraction", "", 11, Site.CONTRACTION::equals, pass -> true));
    mutants.add(
        rounded("tf32 in the mixture of values", "", 11, Site.MIXTURE::equals, pass -> true));
    mutants.add(
        rounded("tf32 in weight gradients", "", 11, site -> true, Pass.WEIGHT_GRADIENT::equals));
    mutants.add(
        rounded(
            "bf16 in the gradient of the scores",
            "",
            8,
            Site.SCORES::equals,
            Pass.INPUT_GRADIENT::equals));
    mutants.add(
        rounded("bf16x2 in weight gradients", "", 16, site -> true, Pass.WEIGHT_GRADIENT::equals));
    mutants.add(
        mutant(
            "fp16 products",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  Mat product(Site site, Pass pass, Mat a, Mat b) {
                    return multiply(
                        map(a, x -> Float.float16ToFloat(Float.floatToFloat16(x))),
                        map(b, x -> Float.float16ToFloat(Float.floatToFloat16(x))));
                  }
                }));
    mutants.add(
        mutant(
            "int8 weights",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  Mat product(Site site, Pass pass, Mat a, Mat b) {
                    return multiply(a, pass == Pass.FORWARD ? toInt8(b) : b);
                  }
                }));
    mutants.add(
        mutant(
            "activations kept as bf16 for backward",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  Saved recall(int layer, Saved s) {
                    return new Saved(
                        s.x(),
                        s.norm1(),
                        s.qkv(),
                        s.weights(),
                        s.attended(),
                        s.middle(),
                        s.norm2(),
                        s.expanded(),
                        map(s.activated(), x -> round(x, 8)),
                        s.output());
                  }
                }));
    mutants.add(
        mutant(
            "bf16 weights",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void update(float learningRate) {
                    super.update(learningRate);
                    roundAll(parameters, 8);
                  }
                }));
    mutants.add(
        mutant(
            "bf16 moments",
            "kept from step to step",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void update(float learningRate) {
                    super.update(learningRate);
                    roundAll(firstMoments, 8);
                    roundAll(secondMoments, 8);
                  }
                }));
    mutants.add(
        mutant(
            "fp16 second moments",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void update(float learningRate) {
                    super.update(learningRate);
                    for (int i = 0; i < secondMoments.length; i++) {
                      secondMoments[i] =
                          Float.float16ToFloat(Float.floatToFloat16(secondMoments[i]));
                    }
                  }
                }));
    mutants.add(
        mutant(
            "square root good to 1e-4",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  Normed norm(String name, Mat x) {
                    Normed normed = super.norm(name, x);
                    float off = 1.0001f;
                    return new Normed(
                        map(normed.output(), y -> y * off),
                        map(normed.normalised(), y -> y * off),
                        normed.scale());
                  }
                }));
    return mutants;
  }

  private static List<Mutant> optimizer() {
    return List.of(
        mutant(
            "no bias correction",
            "bias correction",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void updateElement(int i, float rate, float c1, float c2, float decay) {
                    super.updateElement(i, rate, 1, 1, decay);
                  }
                }),
        mutant(
            "bias correction of the first moment only",
            "bias correction",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void updateElement(int i, float rate, float c1, float c2, float decay) {
                    super.updateElement(i, rate, c1, 1, decay);
                  }
                }),
        mutant(
            "bias correction one step ahead",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void update(float learningRate) {
                    steps++;
                    super.update(learningRate);
                    steps--;
                  }
                }),
        mutant("β1 and β2 swapped", "swapped", (task, p) -> new HonestTrainer(swapBetas(task), p)),
        mutant(
            "ε inside the root",
            "inside the root",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void updateElement(int i, float rate, float c1, float c2, float decay) {
                    float g = gradient[i];
                    float m = optimizer.beta1() * firstMoments[i] + (1 - optimizer.beta1()) * g;
                    float v =
                        optimizer.beta2() * secondMoments[i] + (1 - optimizer.beta2()) * g * g;
                    firstMoments[i] = m;
                    secondMoments[i] = v;
                    float epsilon = optimizer.epsilon();
                    // ε² keeps a very large ε as it is.
                    float root = (float) Math.sqrt((double) v / c2 + (double) epsilon * epsilon);
                    parameters[i] -= rate * (m / c1 / root + decay * parameters[i]);
                  }
                }),
        mutant(
            "weight decay on every tensor",
            "biases",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float decay(ParameterTensor tensor) {
                    return optimizer.weightDecay();
                  }
                }),
        mutant(
            "no weight decay",
            "no weight decay",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float decay(ParameterTensor tensor) {
                    return 0;
                  }
                }),
        mutant(
            "embeddings not decayed",
            "no weight decay",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  float decay(ParameterTensor tensor) {
                    return tensor.name().startsWith("w") ? 0 : super.decay(tensor);
                  }
                }),
        mutant(
            "weight decay added to the gradient",
            "weight decay",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void updateElement(int i, float rate, float c1, float c2, float decay) {
                    gradient[i] += decay * parameters[i];
                    super.updateElement(i, rate, c1, c2, 0);
                  }
                }),
        mutant(
            "weight decay without the learning rate",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void updateElement(int i, float rate, float c1, float c2, float decay) {
                    super.updateElement(i, rate, c1, c2, decay / rate);
                  }
                }),
        mutant(
            "clipping skipped",
            "not clipped",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void clip() {}
                }),
        mutant(
            "clipping tensor by tensor",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void clip() {
                    for (ParameterTensor tensor : layout.tensors()) {
                      double squares = 0;
                      for (int i = tensor.offset(); i < tensor.end(); i++) {
                        squares += gradient[i] * gradient[i];
                      }
                      double norm = Math.sqrt(squares);
                      if (norm > optimizer.maxGradientNorm()) {
                        for (int i = tensor.offset(); i < tensor.end(); i++) {
                          gradient[i] *= (float) (optimizer.maxGradientNorm() / norm);
                        }
                      }
                    }
                  }
                }),
        mutant(
            "clipping always, also below the norm",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void clip() {
                    float factor = (float) (optimizer.maxGradientNorm() / gradientNorm());
                    if (Float.isFinite(factor)) {
                      for (int i = 0; i < gradient.length; i++) {
                        gradient[i] *= factor;
                      }
                    }
                  }
                }),
        mutant(
            "clipping element by element",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void clip() {
                    float max = (float) (optimizer.maxGradientNorm() / Math.sqrt(gradient.length));
                    for (int i = 0; i < gradient.length; i++) {
                      gradient[i] = Math.min(max, Math.max(-max, gradient[i]));
                    }
                  }
                }),
        mutant(
            "norm without the embeddings",
            "norm that of every",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  double gradientNorm() {
                    double squares = 0;
                    for (int i = layout.tensor("h.0.ln_1.weight").offset();
                        i < gradient.length;
                        i++) {
                      squares += gradient[i] * gradient[i];
                    }
                    return Math.sqrt(squares);
                  }
                }),
        mutant(
            "second moments of the gradient before clipping",
            "before clipping",
            (task, p) ->
                new HonestTrainer(task, p) {
                  private float[] unclipped;

                  @Override
                  void clip() {
                    unclipped = gradient.clone();
                    super.clip();
                  }

                  @Override
                  void updateElement(int i, float rate, float c1, float c2, float decay) {
                    float more = unclipped[i] * unclipped[i] - gradient[i] * gradient[i];
                    secondMoments[i] += (1 - optimizer.beta2()) / optimizer.beta2() * more;
                    super.updateElement(i, rate, c1, c2, decay);
                  }
                }),
        mutant(
            "every third step skipped",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void update(float learningRate) {
                    if (steps % 3 != 0) {
                      super.update(learningRate);
                    }
                  }
                }),
        mutant(
            "learning rate of the first step for ever",
            "that of the first step",
            (task, p) ->
                new HonestTrainer(task, p) {
                  private float first;

                  @Override
                  void update(float learningRate) {
                    first = steps == 1 ? learningRate : first;
                    super.update(first);
                  }
                }),
        mutant(
            "the loss right, the update by the gradient's sign",
            "epsilon",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void updateElement(int i, float rate, float c1, float c2, float decay) {
                    parameters[i] -= rate * (Math.signum(gradient[i]) + decay * parameters[i]);
                  }
                }),
        mutant(
            "moments forgotten",
            "forgotten",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void update(float learningRate) {
                    Arrays.fill(firstMoments, 0);
                    Arrays.fill(secondMoments, 0);
                    int real = steps;
                    steps = 1;
                    super.update(learningRate);
                    steps = real;
                  }
                }));
  }

  private static List<Mutant> state() {
    return List.of(
        mutant(
            "stale parameters returned",
            "a step behind",
            (task, p) ->
                new HonestTrainer(task, p) {
                  private float[] before = p.clone();

                  @Override
                  public float step(int[] inputs, int[] targets, float learningRate) {
                    before = parameters.clone();
                    return super.step(inputs, targets, learningRate);
                  }

                  @Override
                  public void readParameters(float[] destination) {
                    System.arraycopy(before, 0, destination, 0, before.length);
                  }
                }),
        mutant(
            "parameters read as bf16",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  public void readParameters(float[] destination) {
                    super.readParameters(destination);
                    roundAll(destination, 8);
                  }
                }),
        mutant(
            "initial parameters returned",
            "did not change",
            (task, p) -> {
              float[] initial = p.clone();
              return new HonestTrainer(task, p) {
                @Override
                public void readParameters(float[] destination) {
                  System.arraycopy(initial, 0, destination, 0, initial.length);
                }
              };
            }),
        mutant(
            "zeros",
            "",
            (task, p) ->
                new Trainer() {
                  @Override
                  public float step(int[] inputs, int[] targets, float learningRate) {
                    return 0;
                  }

                  @Override
                  public void readParameters(float[] destination) {
                    Arrays.fill(destination, 0);
                  }
                }),
        mutant(
            "NaN",
            "",
            (task, p) ->
                new Trainer() {
                  @Override
                  public float step(int[] inputs, int[] targets, float learningRate) {
                    return Float.NaN;
                  }

                  @Override
                  public void readParameters(float[] destination) {
                    System.arraycopy(p, 0, destination, 0, p.length);
                  }
                }),
        mutant(
            "NaN in the key bias after a step",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  public void readParameters(float[] destination) {
                    super.readParameters(destination);
                    if (steps > 0) {
                      int bias = layout.tensor("h.0.attn.c_attn.bias").offset();
                      destination[bias + channels] = Float.NaN;
                    }
                  }
                }),
        mutant(
            "last tensor not written",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  public void readParameters(float[] destination) {
                    System.arraycopy(parameters, 0, destination, 0, p.length - channels);
                  }
                }),
        mutant(
            "loss of the step before returned",
            "the loss of step",
            (task, p) ->
                new HonestTrainer(task, p) {
                  private float before;

                  @Override
                  float meanLoss(float[] losses) {
                    float now = super.meanLoss(losses);
                    float result = before == 0 ? now : before;
                    before = now;
                    return result;
                  }
                }),
        mutant(
            "inputs overwritten",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  public float step(int[] inputs, int[] targets, float learningRate) {
                    float loss = super.step(inputs, targets, learningRate);
                    Arrays.fill(inputs, 0);
                    return loss;
                  }
                }),
        mutant(
            "the caller's array kept as the parameters",
            "",
            (task, p) -> {
              HonestTrainer trainer = new HonestTrainer(task, p);
              trainer.parameters = p;
              return trainer;
            }),
        mutant(
            "the caller's targets kept until the next step",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  private int[] kept;

                  @Override
                  public float step(int[] inputs, int[] targets, float learningRate) {
                    int[] used = kept == null ? targets : kept;
                    kept = targets;
                    boolean same = Arrays.equals(used, targets);
                    return super.step(inputs, same ? targets : used, learningRate);
                  }
                }),
        episodes("right for the first episode only", count -> count > 1),
        episodes("right for the first ten episodes only", count -> count > 10),
        tasks(
            "right for head sizes that are multiples of 8 only",
            task -> task.model().headSize() % 8 != 0),
        tasks("wrong for a published shape only", task -> task.model().channels() == 32),
        tasks("right for one layer only", task -> task.model().layers() > 1),
        tasks("right where ε reveals the gradient only", task -> task.optimizer().epsilon() < 1),
        tasks("right where B is 1 only", task -> task.batchSize() > 1),
        mutant(
            "throws on odd lengths",
            "",
            (task, p) -> {
              if (task.model().contextLength() % 2 != 0) {
                throw new IllegalArgumentException("T must be even");
              }
              return new HonestTrainer(task, p);
            }),
        mutant(
            "wrong from the sixth step on",
            "",
            (task, p) ->
                new HonestTrainer(task, p) {
                  @Override
                  void update(float learningRate) {
                    super.update(steps < 6 ? learningRate : learningRate * 0.99f);
                  }
                }),
        new Mutant("moments shared by all trainers", "", Mutants::sharedMoments),
        new Mutant("steps counted over all trainers", "", Mutants::sharedSteps));
  }

  private static Mutant episodes(String name, IntPredicate wrong) {
    return new Mutant(
        name,
        "",
        () -> {
          int[] episodes = {0};
          return new Subject(name, (task, p) -> honestOrTf32(task, p, wrong.test(++episodes[0])));
        });
  }

  private static Mutant tasks(String name, Predicate<TrainingTask> wrong) {
    return mutant(name, "", (task, p) -> honestOrTf32(task, p, wrong.test(task)));
  }

  private static HonestTrainer honestOrTf32(TrainingTask task, float[] p, boolean wrong) {
    return wrong
        ? new Rounded(task, p, 11, site -> true, pass -> true)
        : new HonestTrainer(task, p);
  }

  /** Two trainers of the same size use the same arrays; each begins with zeros. */
  private static Subject sharedMoments() {
    // As large as the largest model that a verification draws.
    float[] first = new float[200_000];
    float[] second = new float[200_000];
    return new Subject(
        "moments shared by all trainers",
        (task, p) -> {
          HonestTrainer trainer = new HonestTrainer(task, p);
          Arrays.fill(first, 0);
          Arrays.fill(second, 0);
          trainer.firstMoments = first;
          trainer.secondMoments = second;
          return trainer;
        });
  }

  /** The step's number, which the bias correction needs, is one for all trainers. */
  private static Subject sharedSteps() {
    int[] count = {0};
    return new Subject(
        "steps counted over all trainers",
        (task, p) -> {
          count[0] = 0;
          return new HonestTrainer(task, p) {
            @Override
            void update(float learningRate) {
              steps = ++count[0];
              super.update(learningRate);
            }
          };
        });
  }

  private static Mutant rounded(
      String name, String hint, int bits, Predicate<Site> sites, Predicate<Pass> passes) {
    return mutant(name, hint, (task, p) -> new Rounded(task, p, bits, sites, passes));
  }

  /** Inputs of some products rounded to so many bits of mantissa. */
  private static final class Rounded extends HonestTrainer {
    private final int bits;
    private final Predicate<Site> sites;
    private final Predicate<Pass> passes;

    Rounded(
        TrainingTask task,
        float[] initial,
        int bits,
        Predicate<Site> sites,
        Predicate<Pass> passes) {
      super(task, initial);
      this.bits = bits;
      this.sites = sites;
      this.passes = passes;
    }

    @Override
    Mat product(Site site, Pass pass, Mat a, Mat b) {
      return sites.test(site) && passes.test(pass)
          ? multiply(map(a, x -> round(x, bits)), map(b, x -> round(x, bits)))
          : multiply(a, b);
    }
  }

  /** Some tensors never get a gradient. */
  private static final class Frozen extends HonestTrainer {
    private final Predicate<String> names;

    Frozen(TrainingTask task, float[] initial, Predicate<String> names) {
      super(task, initial);
      this.names = names;
    }

    @Override
    void clip() {
      for (ParameterTensor tensor : layout.tensors()) {
        if (names.test(tensor.name())) {
          Arrays.fill(gradient, tensor.offset(), tensor.end(), 0);
        }
      }
      super.clip();
    }
  }

  private static final class LayerNormEpsilon extends HonestTrainer {
    private final float epsilon;

    LayerNormEpsilon(TrainingTask task, float[] initial, float epsilon) {
      super(task, initial);
      this.epsilon = epsilon;
    }

    @Override
    float layerNormEpsilon() {
      return epsilon;
    }
  }

  private interface FloatFunction {
    float apply(float x);
  }

  private static Mat map(Mat a, FloatFunction function) {
    Mat result = new Mat(a.rows(), a.columns());
    for (int i = 0; i < a.values().length; i++) {
      result.values()[i] = function.apply(a.values()[i]);
    }
    return result;
  }

  /** x rounded to so many bits of mantissa, the leading one counted. */
  private static float round(float x, int bits) {
    int dropped = 24 - bits;
    int raw = Float.floatToRawIntBits(x);
    int half = (1 << (dropped - 1)) - 1 + ((raw >> dropped) & 1);
    return Float.intBitsToFloat((raw + half) >> dropped << dropped);
  }

  private static void roundAll(float[] values, int bits) {
    for (int i = 0; i < values.length; i++) {
      values[i] = round(values[i], bits);
    }
  }

  private static Mat toInt8(Mat a) {
    float largest = 0;
    for (float value : a.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    float scale = largest / 127;
    return map(a, x -> Math.round(x / scale) * scale);
  }

  /** exp with a relative error of up to 1e-4. */
  private static float coarseExp(float x) {
    return (float) (StrictMath.exp(x) * (1 + 1e-4 * StrictMath.sin(40 * x)));
  }

  /** The normal distribution's cumulative function, by Simpson's rule. */
  private static double normalCdf(double x) {
    int intervals = 40;
    double width = x / intervals;
    double sum = 1 + Math.exp(-0.5 * x * x);
    for (int i = 1; i < intervals; i++) {
      double y = i * width;
      sum += (i % 2 == 1 ? 4 : 2) * Math.exp(-0.5 * y * y);
    }
    return 0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI);
  }

  private static TrainingTask swapBetas(TrainingTask task) {
    OptimizerConfig o = task.optimizer();
    return new TrainingTask(
        task.model(),
        new OptimizerConfig(
            o.beta2(), o.beta1(), o.epsilon(), o.weightDecay(), o.maxGradientNorm()),
        task.batchSize(),
        task.threads());
  }
}
