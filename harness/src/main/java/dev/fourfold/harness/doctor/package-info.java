/**
 * Whether a machine is fit to measure on, and how finely it can tell two trainers apart.
 *
 * <p>Asked by the command line before the pipeline starts: {@link
 * dev.fourfold.harness.doctor.Fitness} is what was found, {@link
 * dev.fourfold.harness.doctor.Calibration} what gradings of a trainer against itself told ({@link
 * dev.fourfold.harness.doctor.SelfGrading}), {@link dev.fourfold.harness.doctor.MachineLock} makes
 * gradings on one machine queue. The pipeline is handed what was found, and the result keeps it. It
 * knows measuring and statistics, tries the sandbox, and knows nothing of results.
 */
package dev.fourfold.harness.doctor;
