/** That the machine's limits come back from the JVM that measures them. */
package dev.fourfold.benchmarks.limits;
