package dev.fourfold.core.kernel;

/** One part of a training step with data of its own, to be run again and again. */
public interface Kernel extends AutoCloseable {

  /** Runs it once. */
  void run();

  /**
   * The sum over what the first {@link #run} wrote, as {@link KernelProvider} says, padding left
   * out: the same for all trainers, but for rounding. After a second run it need not be: some
   * kernels add to what they wrote before.
   */
  double sum();

  /** Ends the threads that it holds. */
  @Override
  default void close() {}
}
