package dev.fourfold.core.training;

/**
 * What came out of an episode.
 *
 * @param losses the loss of each of the K steps, nats per token
 * @param finalParameters after the last step, in the order of {@link
 *     dev.fourfold.core.model.ParameterLayout}
 */
public record Trace(float[] losses, float[] finalParameters) {}
