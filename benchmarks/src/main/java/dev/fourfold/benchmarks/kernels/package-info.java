/**
 * Benchmarks for people who optimise: the parts of a training step, one at a time, inside the JVM
 * and beside what the machine can do.
 *
 * <p>They stand beside the flow: no grading runs them, since a trainer that shares a JVM with JMH
 * could tell it anything. Kernels come through {@link dev.fourfold.core.kernel.KernelProvider}, so
 * that this module needs no trainer to be compiled and trainers keep their layouts to themselves;
 * that all trainers' kernels compute the same is tested where trainers are.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar -l} lists them. Every benchmark takes {@code
 * -p trainer=…}, {@code -p workload=…} and {@code -p threads=…}. A score is runs a second; beside
 * it stand the rate that it comes to and the percentage of the limit, which is measured in the same
 * JVM just before, with as many threads.
 */
package dev.fourfold.benchmarks.kernels;
