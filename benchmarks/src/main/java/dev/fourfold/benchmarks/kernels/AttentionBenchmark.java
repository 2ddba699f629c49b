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
 * Causal attention of one layer, all heads of all sequences: forward from queries, keys and values
 * to the heads' outputs; backward from their gradients to those of queries, keys and values.
 *
 * <p>Counted is the work of the products on and below the diagonal, 2·B·T·(T+1)·C forward and twice
 * that backward; softmax and its exponentials are not counted, nor what a trainer computes above
 * the diagonal. Left out: the linear layers before and after.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar AttentionBenchmark -p
 * trainer=frontier -p workload=medium}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xms1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBenchmark {
  private Kernel forward;
  private Kernel backward;
  private Computed.Work forwardWork;
  private Computed.Work backwardWork;

  @Setup(Level.Trial)
  public void prepare(Subject subject) {
    forward = subject.kernels().attentionForward(subject.task());
    backward = subject.kernels().attentionBackward(subject.task());
    double causal =
        2 * subject.rows() * (subject.task().model().contextLength() + 1.0) * subject.channels();
    forwardWork = subject.work(causal);
    backwardWork = subject.work(2 * causal);
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
