/**
 * The walls around a submission: what its classes may name, and what its processes may do.
 *
 * <p>No stage of its own: {@code submission} compiles inside it, asks the filter, and hands on a
 * candidate whose command starts its worker behind the walls, so that whoever verifies or times it
 * need not know them. {@link dev.fourfold.harness.sandbox.Confinement} makes the command lines of
 * the two processes in which a stranger's work is handled, the compiler's and the worker's: inside
 * bubblewrap and a {@link dev.fourfold.harness.sandbox.SeccompFilter}, or outside where that was
 * allowed. {@link dev.fourfold.harness.sandbox.ApiFilter} reads compiled classes and names what a
 * training loop has no business with. The filter is there for speed and good messages; the sandbox
 * is the wall. What is promised, and the test that holds each promise, is in docs/security.md.
 */
package dev.fourfold.harness.sandbox;
