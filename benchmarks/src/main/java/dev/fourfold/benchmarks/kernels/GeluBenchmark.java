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
 * The tanh-approximated GELU over (B·T, 4C): forward and backward.
 *
 * <p>Counted is x read and y written, forward; dy and x read and dx written, backward. A trainer
 * may write more forward to compute less backward. Left out: the products around it, into which a
 * step may fuse it, so that its operands never leave the cache.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar GeluBenchmark.forward}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xms1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GeluBenchmark {
  private Kernel forward;
  private Kernel backward;
  private Moved.Traffic forwardTraffic;
  private Moved.Traffic backwardTraffic;

  @Setup(Level.Trial)
  public void prepare(Subject subject) {
    forward = subject.kernels().geluForward(subject.task());
    backward = subject.kernels().geluBackward(subject.task());
    forwardTraffic = subject.traffic(8 * subject.rows() * subject.channels());
    backwardTraffic = subject.traffic(12 * subject.rows() * subject.channels());
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
