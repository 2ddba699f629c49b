package dev.fourfold.core.training;

/**
 * A model being trained: parameters and optimizer state, advanced one step at a time.
 *
 * <p>A trainer is used by one thread at a time. It may keep what it needs from step to step, and
 * may use as many threads of its own as its task grants, but only while a method of it runs.
 */
public interface Trainer extends AutoCloseable {

  /**
   * One step of training: forward, backward, clip, update. The arrays are the caller's, who may
   * fill them with other tokens when this returns.
   *
   * @param inputs (B,T) tokens, row-major, each in [0, V); not to be changed
   * @param targets (B,T) tokens, row-major, each in [0, V); not to be changed
   * @param learningRate η of this step
   * @return the mean cross-entropy over the B·T tokens, in nats, of the parameters before the
   *     update
   */
  float step(int[] inputs, int[] targets, float learningRate);

  /**
   * Writes the current parameters.
   *
   * @param destination as long as {@link dev.fourfold.core.model.ParameterLayout#size()}, filled in
   *     that layout's order
   */
  void readParameters(float[] destination);

  /** Ends whatever the trainer holds, its threads above all. */
  @Override
  default void close() {}
}
