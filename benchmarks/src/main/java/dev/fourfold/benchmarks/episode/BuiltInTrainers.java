package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The trainers that come with Fourfold, found on the class path through ServiceLoader. */
public final class BuiltInTrainers {
  /** The denominator of every speedup. */
  public static final String BASELINE = "naive";

  /** What stands for a competent person's work of four to eight hours. */
  public static final String HUMAN = "human";

  private BuiltInTrainers() {}

  /** Every built-in trainer, in the order of their registration: slowest first. */
  public static List<TrainerProvider> all() {
    return ServiceLoader.load(TrainerProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /** The built-in trainer of that name, if there is one. */
  public static Optional<TrainerProvider> named(String name) {
    return all().stream().filter(provider -> provider.name().equals(name)).findFirst();
  }

  /**
   * What expected values are computed with, in a worker of its own: the fastest of them or, where
   * compiling that takes longer than all of a grading's episodes, the human reference.
   */
  public static Entrant trusted(Workload workload) {
    String name = workload.equals(Workload.TINY) ? HUMAN : all().getLast().name();
    return entrant(name, "trusted");
  }

  /**
   * The built-in trainer of that name in a worker of its own.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Entrant entrant(String name, String label) {
    TrainerProvider provider =
        named(name).orElseThrow(() -> new IllegalArgumentException("no built-in trainer: " + name));
    return new Entrant(
        label,
        WorkerCommand.of(provider.getClass().getName(), WorkerCommand.home(provider.getClass())));
  }
}
