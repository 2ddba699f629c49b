/**
 * What the machine can do: the limits that kernels and whole training steps are held against.
 *
 * <p>Measured inside the JVM, with the Vector API, in the same run as what is compared with them: a
 * machine's figures drift by a tenth from minute to minute.
 */
package dev.fourfold.benchmarks.limits;
