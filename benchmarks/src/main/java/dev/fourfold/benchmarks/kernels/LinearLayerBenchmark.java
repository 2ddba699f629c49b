package dev.fourfold.benchmarks.kernels;

import dev.fourfold.core.kernel.Kernel;
import dev.fourfold.core.kernel.LinearLayer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A linear layer of a transformer block on B·T rows: forward Y = X·W + b; backward dX = dY·Wᵀ, dW =
 * Xᵀ·dY and db. The products of these four layers are nine tenths of a step's floating-point work.
 *
 * <p>Left out: what follows a product in the same pass of a whole step (a residual is added, GELU
 * applied), and the transposes and sums over threads that the optimizer makes once a step.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar LinearLayerBenchmark -p
 * trainer=frontier -p workload=small -p threads=2}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xms1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LinearLayerBenchmark {
  @Param LinearLayer layer;

  private Kernel forward;
  private Kernel backward;
  private Computed.Work forwardWork;
  private Computed.Work backwardWork;

  @Setup(Level.Trial)
  public void prepare(Subject subject) {
    forward = subject.kernels().linearForward(subject.task(), layer);
    backward = subject.kernels().linearBackward(subject.task(), layer);
    double inTimesOut =
        (double) layer.in(subject.task().model()) * layer.out(subject.task().model());
    forwardWork = subject.work(2 * subject.rows() * inTimesOut);
    backwardWork = subject.work(4 * subject.rows() * inTimesOut);
  }

  @Benchmark
  public void forward(Computed computed) {
    forward.run();
    computed.add(forwardWork);
  }

  @Benchmark
  public void backward(Computed computed) {
    backward.run();
    computed.add(backwardWork);
  }

  @TearDown(Level.Trial)
  public void close() {
    forward.close();
    backward.close();
  }
}
