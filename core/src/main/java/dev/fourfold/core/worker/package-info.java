/**
 * Both ends of the worker protocol: how a trainer is run in a process of its own.
 *
 * <p>This is where trust ends. The child ({@link dev.fourfold.core.worker.WorkerMain}) loads one
 * {@link dev.fourfold.core.training.TrainerProvider} and answers requests; the parent ({@link
 * dev.fourfold.core.worker.WorkerProcess}) is itself a provider, so that whoever verifies or times
 * a trainer need not know that it lives elsewhere. Between them go frames of primitives over
 * standard input and output, and parameters, which are many, through memory that both see ({@link
 * dev.fourfold.core.worker.SharedBuffer}), with hints beside them; no Java serialisation, no text
 * that is believed.
 *
 * <p>A frame is a header of four little-endian ints (magic, message, sequence number, length of the
 * payload in bytes) and the payload. The parent asks, the child answers with the same sequence
 * number; every answer has a deadline and a length known beforehand.
 *
 * <p>The files that it touches: the shared buffer, which has a name, in memory or in the temporary
 * directory, until the child has opened it; and Linux's {@code /proc}, read for what a worker's
 * threads used, on which cores they ran, which cores are granted, and whether a process that was
 * ended is gone. It also runs {@code taskset} where there is one. It knows no other file, and no
 * network.
 */
package dev.fourfold.core.worker;
