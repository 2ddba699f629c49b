package dev.fourfold.benchmarks.limits;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The fp32 fused-multiply-add peak, of one thread and of all cores: what every product's GFLOP/s
 * are held against. {@code gflops} are GFLOP/s over all threads.
 *
 * <p>Left out: memory. Everything is in registers; no product of matrices reaches this.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar FmaPeakBenchmark}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FmaPeakBenchmark {

  /** Counts what was computed; JMH divides by seconds. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Computed {
    public double gflops;
  }

  @Benchmark
  @Threads(1)
  public float oneThread(Computed computed) {
    return compute(computed);
  }

  @Benchmark
  @Threads(Threads.MAX)
  public float allThreads(Computed computed) {
    return compute(computed);
  }

  private static float compute(Computed computed) {
    computed.gflops += FmaPeak.FLOPS_A_CALL * 1e-9;
    return FmaPeak.chains();
  }
}
