package dev.fourfold.harness.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * A candidate of a batch that could not be graded: nothing was found out about it.
 *
 * @param candidate as it was named on the command line
 * @param sourceDigest of its files, if they could be read
 * @param code stable, for programs: see docs/authors.md
 * @param message for people
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Refusal(
    String candidate, Optional<String> sourceDigest, String code, String message) {}
