/**
 * Known-answer files: what a trainer does in an episode, for implementations elsewhere to compare
 * with.
 *
 * <p>It stands beside the flow of a grading: it knows core and the file format, runs the oracle or
 * a built-in trainer, and writes. docs/verification.md says how to read the files.
 */
package dev.fourfold.harness.trace;
