package dev.fourfold.benchmarks.kernels;

import dev.fourfold.core.kernel.Kernel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The output head and the loss: logits = X·wteᵀ, the cross-entropy of each token with its gradient,
 * and the gradients of X and wte.
 *
 * <p>One benchmark and not four, because trainers fuse these differently. Counted is the work of
 * the three products, 6·B·T·V·C; the exponentials are not. Left out: the last LayerNorm.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar HeadAndLossBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xms1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeadAndLossBenchmark {
  private Kernel kernel;
  private Computed.Work work;

  @Setup(Level.Trial)
  public void prepare(Subject subject) {
    kernel = subject.kernels().headAndLoss(subject.task());
    work =
        subject.work(6 * subject.rows() * subject.task().model().vocabulary() * subject.channels());
  }

  @Benchmark
  public void forwardAndBackward(Computed computed) {
    kernel.run();
    computed.add(work);
  }

  @TearDown(Level.Trial)
  public void close() {
    kernel.close();
  }
}
