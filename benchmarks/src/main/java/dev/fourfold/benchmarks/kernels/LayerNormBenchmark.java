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
 * A LayerNorm over (B·T, C): forward; backward with the gradients of weight and bias.
 *
 * <p>Counted is x read and y written, forward; dy and x read and dx written, backward. Left out:
 * the residual that a step adds in the same pass.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar LayerNormBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xms1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LayerNormBenchmark {
  private Kernel forward;
  private Kernel backward;
  private Moved.Traffic forwardTraffic;
  private Moved.Traffic backwardTraffic;

  @Setup(Level.Trial)
  public void prepare(Subject subject) {
    forward = subject.kernels().layerNormForward(subject.task());
    backward = subject.kernels().layerNormBackward(subject.task());
    forwardTraffic = subject.traffic(2 * subject.rows() * subject.channels());
    backwardTraffic = subject.traffic(3 * subject.rows() * subject.channels());
  }

  @Benchmark
  public void forward(Moved moved) {
    forward.run();
    moved.add(forwardTraffic);
  }

  @Benchmark
  public void backward(Moved moved) {
    backward.run();
    moved.add(backwardTraffic);
  }

  @TearDown(Level.Trial)
  public void close() {
    forward.close();
    backward.close();
  }
}
