package dev.fourfold.harness.verify;

import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.IntStream;

/** Honest trainers: other legal ways to compute the same in fp32. None of them may be rejected. */
final class Variants {
  private Variants() {}

  /**
   * The members of the ensemble from which bounds are derived: what authors of fast trainers do to
   * the order of operations, each by itself and with the sums of another.
   */
  static List<TrainerProvider> ensemble() {
    return List.of(
        Subject.of("sequential", Sums.SEQUENTIAL, HonestTrainer::new),
        Subject.of("reversed", Sums.REVERSED, HonestTrainer::new),
        Subject.of("pairwise", Sums.PAIRWISE, HonestTrainer::new),
        Subject.of("blocked", Sums.BLOCKED, HonestTrainer::new),
        Subject.of("lanes", Sums.LANES, HonestTrainer::new),
        Subject.of("fused", Sums.FUSED, HonestTrainer::new),
        Subject.of("fused lanes", Sums.FUSED_LANES, HonestTrainer::new),
        Subject.of("polynomial exp", Sums.FUSED_LANES, PolynomialExp::new),
        Subject.of("one-pass variance", Sums.LANES, OnePassVariance::new),
        Subject.of("online softmax", Sums.FUSED, OnlineSoftmax::new),
        Subject.of("folded AdamW", Sums.REVERSED, FoldedAdamW::new),
        Subject.of("fp32 norm", Sums.SEQUENTIAL, Fp32Norm::new));
  }

  /** Every honest trainer, those that ServiceLoader finds among them. */
  static List<TrainerProvider> all() {
    List<TrainerProvider> all =
        new ArrayList<>(
            List.of(
                Subject.of("transposed weights", Sums.SEQUENTIAL, TransposedWeights::new),
                Subject.of("online softmax", Sums.LANES, OnlineSoftmax::new),
                Subject.of("recomputed activations", Sums.BLOCKED, RecomputedActivations::new),
                Subject.of("threads, fixed order", Sums.LANES, FixedThreads::new),
                Subject.of("threads, free order", Sums.LANES, FreeThreads::new),
                Subject.of("padded", Sums.FUSED_LANES, Padded::new),
                Subject.of("tiled", Sums.FUSED, Tiled::new),
                Subject.of("reused buffers", Sums.PAIRWISE, ReusedBuffers::new),
                Subject.of("fused everywhere", Sums.FUSED, HonestTrainer::new),
                Subject.of("everything reversed", Sums.REVERSED, HonestTrainer::new),
                Subject.of("polynomial exp", Sums.BLOCKED, PolynomialExp::new),
                Subject.of("one-pass variance", Sums.FUSED_LANES, OnePassVariance::new),
                Subject.of("folded AdamW", Sums.FUSED_LANES, FoldedAdamW::new),
                Subject.of("fp32 norm", Sums.SEQUENTIAL, Fp32Norm::new),
                Subject.of("sequence by sequence", Sums.LANES, SequenceBySequence::new),
                Subject.of("double sums", Sums.SEQUENTIAL, DoubleSums::new)));
    ServiceLoader.load(TrainerProvider.class).forEach(all::add);
    return List.copyOf(all);
  }

  /** exp and tanh from a polynomial and a power of two, as a vector kernel computes them. */
  static class PolynomialExp extends HonestTrainer {
    PolynomialExp(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    float exp(float x) {
      return polynomialExp(x);
    }

    @Override
    float tanh(float x) {
      float e = polynomialExp(2 * Math.min(Math.max(x, -10), 10));
      return (e - 1) / (e + 1);
    }

    /** exp(x) = 2ⁿ·exp(r), |r| ≤ ln(2)/2, exp(r) by Taylor's series to r⁷. */
    private static float polynomialExp(float x) {
      if (x < -87) {
        return 0;
      }
      float n = (float) Math.rint(x * 1.442695f);
      float r = Math.fma(n, -355f / 512, x);
      r = Math.fma(n, (float) 2.12194440e-4, r);
      float e = 1f / 5040;
      for (float coefficient : new float[] {1f / 720, 1f / 120, 1f / 24, 1f / 6, 0.5f, 1, 1}) {
        e = Math.fma(e, r, coefficient);
      }
      return Math.scalb(e, (int) n);
    }
  }

  /** variance = mean(x²) − mean(x)². */
  static class OnePassVariance extends HonestTrainer {
    OnePassVariance(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    float variance(float[] row, float mean) {
      float squares = sums.dot(row, 0, row, 0, row.length) / row.length;
      return Math.max(0, squares - mean * mean);
    }
  }

  /**
   * Attention that never holds a row of weights: the maximum and the sum are corrected on the way
   * (Milakov and Gimelshein 2018, algorithm 3), and backward uses Σ weights·dweights =
   * output·doutput (Dao et al. 2022, appendix B).
   */
  static class OnlineSoftmax extends HonestTrainer {
    OnlineSoftmax(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    Mat attention(Mat qkv, Mat[] weights) {
      Mat output = new Mat(rows, channels);
      for (int i = 0; i < weights.length; i++) {
        weights[i] = new Mat(1, 2 * time); // the rows' maxima and sums
        Mat query = head(qkv, i, 0);
        Mat key = head(qkv, i, 1);
        Mat value = head(qkv, i, 2);
        for (int t = 0; t < time; t++) {
          float max = Float.NEGATIVE_INFINITY;
          float sum = 0;
          float[] mixed = new float[headSize];
          for (int s = 0; s <= t; s++) {
            float score = score(query, key, t, s);
            float newMax = Math.max(max, score);
            float correction = exp(max - newMax);
            float weight = exp(score - newMax);
            sum = sum * correction + weight;
            for (int c = 0; c < headSize; c++) {
              mixed[c] = mixed[c] * correction + weight * value.at(s, c);
            }
            max = newMax;
          }
          for (int c = 0; c < headSize; c++) {
            mixed[c] /= sum;
          }
          weights[i].set(0, t, max);
          weights[i].set(0, time + t, sum);
          output.place(i / heads * time + t, i % heads * headSize, new Mat(mixed, 1, headSize));
        }
      }
      return output;
    }

    private float score(Mat query, Mat key, int t, int s) {
      return sums.dot(query.values(), t * headSize, key.values(), s * headSize, headSize)
          * scoreScale();
    }

    @Override
    Mat attentionBackward(Mat qkv, Mat[] weights, Mat output, Mat dOutput) {
      Mat dQkv = new Mat(rows, 3 * channels);
      for (int i = 0; i < weights.length; i++) {
        int row = i / heads * time;
        int column = i % heads * headSize;
        Mat query = head(qkv, i, 0);
        Mat key = head(qkv, i, 1);
        Mat value = head(qkv, i, 2);
        Mat mixed = output.block(row, column, time, headSize);
        Mat dMixed = dOutput.block(row, column, time, headSize);
        Mat dQuery = new Mat(time, headSize);
        Mat dKey = new Mat(time, headSize);
        Mat dValue = new Mat(time, headSize);
        for (int t = 0; t < time; t++) {
          float mean =
              sums.dot(mixed.values(), t * headSize, dMixed.values(), t * headSize, headSize);
          for (int s = 0; s <= t; s++) {
            float weight =
                exp(score(query, key, t, s) - weights[i].at(0, t)) / weights[i].at(0, time + t);
            float dWeight =
                sums.dot(dMixed.values(), t * headSize, value.values(), s * headSize, headSize);
            float dScore = weight * (dWeight - mean) * scoreScale();
            for (int c = 0; c < headSize; c++) {
              dQuery.set(t, c, dQuery.at(t, c) + dScore * key.at(s, c));
              dKey.set(s, c, dKey.at(s, c) + dScore * query.at(t, c));
              dValue.set(s, c, dValue.at(s, c) + weight * dMixed.at(t, c));
            }
          }
        }
        dQkv.place(row, column, dQuery);
        dQkv.place(row, channels + column, dKey);
        dQkv.place(row, 2 * channels + column, dValue);
      }
      return dQkv;
    }
  }

  /** Bias corrections folded into the learning rate and ε, decay as a factor before the step. */
  static class FoldedAdamW extends HonestTrainer {
    FoldedAdamW(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    void updateElement(
        int i, float learningRate, float correction1, float correction2, float decay) {
      float root = (float) Math.sqrt(correction2);
      float rate = learningRate * root / correction1;
      float g = gradient[i];
      firstMoments[i] = Math.fma(1 - optimizer.beta1(), g - firstMoments[i], firstMoments[i]);
      secondMoments[i] =
          Math.fma(1 - optimizer.beta2(), g * g - secondMoments[i], secondMoments[i]);
      float divisor = (float) Math.sqrt(secondMoments[i]) + optimizer.epsilon() * root;
      parameters[i] =
          parameters[i] * (1 - learningRate * decay) - rate * (firstMoments[i] / divisor);
    }
  }

  /** The gradient's norm from fp32 sums, not from double ones. */
  static class Fp32Norm extends HonestTrainer {
    Fp32Norm(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    double gradientNorm() {
      return (float) Math.sqrt(sums.dot(gradient, 0, gradient, 0, gradient.length));
    }
  }

  /** Products row by row of b: c[i] += a[i][k]·b[k], on weights held the other way round. */
  static class TransposedWeights extends HonestTrainer {
    TransposedWeights(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    Mat product(Site site, Pass pass, Mat a, Mat b) {
      Mat held = b.transposed();
      Mat c = new Mat(a.rows(), b.columns());
      for (int k = 0; k < a.columns(); k++) {
        for (int i = 0; i < c.rows(); i++) {
          for (int j = 0; j < c.columns(); j++) {
            c.set(i, j, c.at(i, j) + a.at(i, k) * held.at(j, k));
          }
        }
      }
      return c;
    }
  }

  /** Backward computes each block's forward again from its input. */
  static class RecomputedActivations extends HonestTrainer {
    RecomputedActivations(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    Saved recall(int layer, Saved saved) {
      return blockForward(layer, saved.x());
    }
  }

  /** Each product's sums in three parts, by three threads. */
  static class FixedThreads extends HonestTrainer {
    FixedThreads(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    Mat product(Site site, Pass pass, Mat a, Mat b) {
      if (pass != Pass.WEIGHT_GRADIENT) {
        return multiply(a, b);
      }
      List<Mat> parts = IntStream.range(0, 3).parallel().mapToObj(i -> part(a, b, i)).toList();
      return parts.get(0).plus(parts.get(1)).plus(parts.get(2));
    }

    final Mat part(Mat a, Mat b, int i) {
      int from = a.columns() * i / 3;
      int length = a.columns() * (i + 1) / 3 - from;
      return multiply(a.block(0, from, a.rows(), length), b.block(from, 0, length, b.columns()));
    }
  }

  /** The same, added up in the order in which the threads are ready. */
  static class FreeThreads extends FixedThreads {
    FreeThreads(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    Mat product(Site site, Pass pass, Mat a, Mat b) {
      if (pass != Pass.WEIGHT_GRADIENT) {
        return multiply(a, b);
      }
      List<Mat> ready = new ArrayList<>();
      IntStream.range(0, 3)
          .parallel()
          .forEach(
              i -> {
                Mat part = part(a, b, i);
                synchronized (ready) {
                  ready.add(part);
                }
              });
      return ready.get(0).plus(ready.get(1)).plus(ready.get(2));
    }
  }

  /** Every product on rows padded with zeros to a multiple of 8. */
  static class Padded extends HonestTrainer {
    Padded(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    Mat product(Site site, Pass pass, Mat a, Mat b) {
      Mat padded = multiply(pad(a), pad(b));
      return padded.block(0, 0, a.rows(), b.columns());
    }

    private static Mat pad(Mat a) {
      Mat padded = new Mat((a.rows() + 7) / 8 * 8, (a.columns() + 7) / 8 * 8);
      padded.place(0, 0, a);
      return padded;
    }
  }

  /** Every product in tiles of 4 by 5 by 6. */
  static class Tiled extends HonestTrainer {
    Tiled(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    Mat product(Site site, Pass pass, Mat a, Mat b) {
      Mat c = new Mat(a.rows(), b.columns());
      for (int i = 0; i < c.rows(); i += 4) {
        int height = Math.min(4, c.rows() - i);
        for (int j = 0; j < c.columns(); j += 5) {
          int width = Math.min(5, c.columns() - j);
          Mat tile = new Mat(height, width);
          for (int k = 0; k < a.columns(); k += 6) {
            int depth = Math.min(6, a.columns() - k);
            tile = tile.plus(multiply(a.block(i, k, height, depth), b.block(k, j, depth, width)));
          }
          c.place(i, j, tile);
        }
      }
      return c;
    }
  }

  /** Operands of products live in buffers that are used again, with what was left in them. */
  static class ReusedBuffers extends HonestTrainer {
    private final Deque<float[]> pool = new ArrayDeque<>();

    ReusedBuffers(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    Mat product(Site site, Pass pass, Mat a, Mat b) {
      Mat left = borrow(a);
      Mat right = borrow(b);
      Mat c = multiply(left, right);
      pool.push(left.values());
      pool.push(right.values());
      return c;
    }

    private Mat borrow(Mat a) {
      int length = a.rows() * a.columns();
      float[] buffer = pool.isEmpty() ? new float[length] : pool.pop();
      if (buffer.length < length) {
        buffer = Arrays.copyOf(buffer, length);
      }
      System.arraycopy(a.values(), 0, buffer, 0, length);
      return new Mat(buffer, a.rows(), a.columns());
    }
  }

  /** Weight gradients are added up over sequences, one after another. */
  static class SequenceBySequence extends HonestTrainer {
    SequenceBySequence(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    Mat product(Site site, Pass pass, Mat a, Mat b) {
      if (pass != Pass.WEIGHT_GRADIENT || a.columns() != rows) {
        return multiply(a, b);
      }
      Mat sum = new Mat(a.rows(), b.columns());
      for (int row = 0; row < rows; row += time) {
        sum =
            sum.plus(multiply(a.block(0, row, a.rows(), time), b.block(row, 0, time, b.columns())));
      }
      return sum;
    }
  }

  /** Products added up in double precision, rounded once. */
  static class DoubleSums extends HonestTrainer {
    DoubleSums(TrainingTask task, float[] initial) {
      super(task, initial);
    }

    @Override
    Mat product(Site site, Pass pass, Mat a, Mat b) {
      Mat c = new Mat(a.rows(), b.columns());
      for (int i = 0; i < c.rows(); i++) {
        for (int j = 0; j < c.columns(); j++) {
          double sum = 0;
          for (int k = 0; k < a.columns(); k++) {
            sum += (double) a.at(i, k) * b.at(k, j);
          }
          c.set(i, j, (float) sum);
        }
      }
      return c;
    }
  }
}
