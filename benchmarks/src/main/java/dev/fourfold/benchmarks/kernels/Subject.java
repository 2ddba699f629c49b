package dev.fourfold.benchmarks.kernels;

import dev.fourfold.benchmarks.limits.FmaPeak;
import dev.fourfold.benchmarks.limits.Triad;
import dev.fourfold.core.kernel.KernelProvider;
import dev.fourfold.core.training.TrainingTask;
import dev.fourfold.core.training.Workload;
import java.util.ServiceLoader;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Whose kernels are timed, in which shapes, on how many threads: what all benchmarks share. */
@State(Scope.Benchmark)
public class Subject {
  @Param({"naive", "human", "frontier"})
  String trainer;

  @Param({"small", "medium"})
  String workload;

  /** Threads granted; naive and human use one of them. */
  @Param("1")
  int threads;

  /**
   * The kernels of the trainer.
   *
   * @throws IllegalArgumentException if it offers none
   */
  KernelProvider kernels() {
    return ServiceLoader.load(KernelProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.trainer().equals(trainer))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no kernels of trainer " + trainer));
  }

  /** The task of the workload. */
  TrainingTask task() {
    return Workload.named(workload)
        .orElseThrow(() -> new IllegalArgumentException("no workload: " + workload))
        .task(threads);
  }

  /** B·T. */
  double rows() {
    return task().tokensPerStep();
  }

  /** C. */
  double channels() {
    return task().model().channels();
  }

  /** Floating-point work beside the FMA peak of these threads, measured now. */
  Computed.Work work(double flops) {
    return new Computed.Work(flops, FmaPeak.measureGflops(threads));
  }

  /** Traffic beside the triad of these threads over as many bytes, measured now. */
  Moved.Traffic traffic(double floats) {
    double bytes = Float.BYTES * floats;
    return new Moved.Traffic(
        bytes, Triad.measureGigabytesPerSecond(threads, Math.round(bytes / threads)));
  }
}
