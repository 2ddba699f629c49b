package dev.fourfold.harness.measure;

/**
 * Why a block is not to be trusted, by what else the machine did meanwhile; what the block's own
 * times were plays no part.
 *
 * @param kind {@code foreign-cpu}, {@code steal}, {@code slow-cores}, {@code collector} or {@code
 *     clock}
 * @param message one line
 */
public record Disturbance(String kind, String message) {}
