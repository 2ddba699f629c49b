package dev.fourfold.benchmarks.limits;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The bandwidth of each level of memory, of one thread and of all cores: what normalisation,
 * activation, loss and optimizer are held against. {@code gigabytes} are GB/s over all threads.
 *
 * <p>Left out: that a store to memory reads the line first, so that the traffic is a third more.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar TriadBenchmark -p kibibytes=1536}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TriadBenchmark {
  /** Of a thread's three arrays: inside the usual L1, L2 and share of L3, and beyond them all. */
  @Param({"24", "768", "12288", "393216"})
  int kibibytes;

  private Triad triad;
  private float scale;

  /** Counts what was moved; JMH divides by seconds. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Moved {
    public double gigabytes;
  }

  @Setup(Level.Trial)
  public void allocate() {
    triad = new Triad(1024L * kibibytes);
  }

  @Benchmark
  @Threads(1)
  public void oneThread(Moved moved) {
    move(moved);
  }

  @Benchmark
  @Threads(Threads.MAX)
  public void allThreads(Moved moved) {
    move(moved);
  }

  private void move(Moved moved) {
    scale++;
    moved.gigabytes += triad.pass(scale) * 1e-9;
  }
}
