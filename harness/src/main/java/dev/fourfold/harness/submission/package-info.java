/**
 * What arrives: the first stage of the harness.
 *
 * <p>A submission is a directory of Java sources with a manifest. This package reads the manifest,
 * compiles the sources into a place outside that directory, and hands on a {@link
 * dev.fourfold.harness.submission.Candidate}: something that can be started as a worker, be it a
 * submission or a built-in trainer.
 */
package dev.fourfold.harness.submission;
