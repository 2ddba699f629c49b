/**
 * The stages in a row: from a candidate to its result.
 *
 * <p>{@link dev.fourfold.harness.grading.Grading} is the pipeline, to be read in one method; it
 * knows every stage, and only the command line knows it.
 */
package dev.fourfold.harness.grading;
