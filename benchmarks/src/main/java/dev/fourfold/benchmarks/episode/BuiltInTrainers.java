package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.training.TrainerProvider;
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

  /** The fastest of them: what expected values are computed with, in a worker of its own. */
  public static Entrant fastest(String label) {
    return entrant(all().getLast().name(), label);
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
