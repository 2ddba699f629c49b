package dev.fourfold.benchmarks.kernels;

import dev.fourfold.core.kernel.Kernel;
import dev.fourfold.core.kernel.KernelProvider;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The barrier: how long a trainer's threads take to meet once, when all are there at once. It says
 * how often in a step they can afford it.
 *
 * <p>Left out: waiting for somebody who is late. Only trainers with threads of their own have it.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar MeetingBenchmark -p team=2}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MeetingBenchmark {
  @Param("frontier")
  String owner;

  /** How many meet; more than there are cores is slow by nature. */
  @Param({"1", "2"})
  int team;

  private Kernel meetings;

  @Setup(Level.Trial)
  public void prepare() {
    Subject subject = new Subject();
    subject.trainer = owner;
    subject.workload = "tiny";
    subject.threads = team;
    meetings =
        subject
            .kernels()
            .meeting(subject.task())
            .orElseThrow(() -> new IllegalArgumentException(owner + " has no threads to meet"));
  }

  @Benchmark
  @OperationsPerInvocation(KernelProvider.MEETINGS)
  public void meeting() {
    meetings.run();
  }

  @TearDown(Level.Trial)
  public void close() {
    meetings.close();
  }
}
