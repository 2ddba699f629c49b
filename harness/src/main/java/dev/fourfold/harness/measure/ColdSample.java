package dev.fourfold.harness.measure;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * One cold start: from the start of a worker's process to the end of its first steps.
 *
 * @param trainer {@code baseline}, {@code human} or {@code candidate}
 * @param seed what its episode was drawn from
 * @param startSeconds until its provider was loaded
 * @param seconds until the end of its first steps
 */
public record ColdSample(
    String trainer,
    @JsonFormat(shape = JsonFormat.Shape.STRING) long seed,
    double startSeconds,
    double seconds) {}
