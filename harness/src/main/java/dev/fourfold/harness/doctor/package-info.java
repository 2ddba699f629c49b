/**
 * Whether a machine is fit to measure on, and how finely it can tell two trainers apart.
 *
 * <p>Asked before the pipeline starts: {@link dev.fourfold.harness.doctor.Fitness} is what was
 * found, {@link dev.fourfold.harness.doctor.Calibration} what gradings of a trainer against itself
 * told, {@link dev.fourfold.harness.doctor.MachineLock} makes gradings on one machine queue. It
 * knows measuring and statistics, and nothing of results.
 */
package dev.fourfold.harness.doctor;
