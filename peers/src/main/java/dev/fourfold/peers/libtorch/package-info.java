/**
 * The training step in libtorch, through the Deep Java Library, operation by operation: what people
 * would otherwise use, on the machine at hand.
 *
 * <p>It stands outside the flow: a trainer like any other for JMH, which finds it through
 * ServiceLoader when this module is on the class path, and no candidate of any grading.
 *
 * <p>{@code mvn -Ppeers package}, then {@code java -jar peers/target/peers.jar WholeStepBenchmark
 * -p trainer=frontier,libtorch -p threads=2}. DJL unpacks its native libraries below the user's
 * home on first use; it needs no network with {@code -Dai.djl.offline=true}, which the provider
 * sets.
 */
package dev.fourfold.peers.libtorch;
