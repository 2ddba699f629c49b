package dev.fourfold.benchmarks.kernels;

import dev.fourfold.core.kernel.Kernel;
import dev.fourfold.core.model.ParameterLayout;
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
 * Clipping at the global norm and AdamW over all parameters.
 *
 * <p>Counted is parameter, gradient and both moments read, and all but the gradient written: seven
 * floats a parameter. What a trainer does at the same time (sum its threads' gradients, renew
 * transposes) is timed but not counted.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar OptimizerBenchmark -p threads=2}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xms1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OptimizerBenchmark {
  private Kernel kernel;
  private Moved.Traffic traffic;

  @Setup(Level.Trial)
  public void prepare(Subject subject) {
    kernel = subject.kernels().optimizer(subject.task());
    traffic = subject.traffic(7.0 * ParameterLayout.of(subject.task().model()).size());
  }

  @Benchmark
  public void clipAndUpdate(Moved moved) {
    kernel.run();
    moved.add(traffic);
  }

  @TearDown(Level.Trial)
  public void close() {
    kernel.close();
  }
}
