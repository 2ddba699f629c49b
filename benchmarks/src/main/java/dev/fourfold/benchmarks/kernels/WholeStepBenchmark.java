package dev.fourfold.benchmarks.kernels;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.core.data.BatchSampler;
import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.data.TokenBatch;
import dev.fourfold.core.model.InitialParameters;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
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
 * One whole training step of a trainer, inside this JVM: what its kernels add up to.
 *
 * <p>Left out: the pipe to a worker, drawing the batch (one batch is used again and again), and
 * verification: no speedup is claimed from this, {@code fourfold grade} measures those.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar WholeStepBenchmark -p threads=2}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xms1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WholeStepBenchmark {
  private Trainer trainer;
  private TokenBatch batch;
  private Computed.Work work;

  @Setup(Level.Trial)
  public void prepare(Subject subject) {
    TrainingTask task = subject.task();
    trainer =
        BuiltInTrainers.named(subject.trainer)
            .orElseThrow(() -> new IllegalArgumentException("no trainer: " + subject.trainer))
            .create(task, InitialParameters.draw(ParameterLayout.of(task.model()), 1));
    batch =
        new BatchSampler(
                Corpus.commonsMath().training(), task.batchSize(), task.model().contextLength(), 1)
            .next();
    work = subject.work(Workload.named(subject.workload).orElseThrow().flopsPerStep());
  }

  @Benchmark
  public float step(Computed computed) {
    computed.add(work);
    return trainer.step(batch.inputs(), batch.targets(), Workload.LEARNING_RATE);
  }

  @TearDown(Level.Trial)
  public void close() {
    trainer.close();
  }
}
