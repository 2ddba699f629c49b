/**
 * The parts of a training step, one at a time: for benchmarks that say which of them is how fast.
 *
 * <p>A <i>kernel</i> is one such part, prepared with data of its own in whatever layout its trainer
 * uses, so that layouts stay the trainer's own affair: whoever times a kernel can only run it. A
 * trainer offers its kernels through a {@link dev.fourfold.core.kernel.KernelProvider}, found as
 * trainers are, through ServiceLoader. All providers fill their kernels with the same numbers
 * ({@link dev.fourfold.core.kernel.KernelData}), and {@link dev.fourfold.core.kernel.Kernel#sum()}
 * says whether they computed the same. Submissions need none of this.
 */
package dev.fourfold.core.kernel;
