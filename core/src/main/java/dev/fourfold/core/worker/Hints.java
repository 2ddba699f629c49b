package dev.fourfold.core.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What one side says, in memory that the other sees, about how far it has come. The other looks
 * here while it waits awake: to ask the kernel takes microseconds, and holds up whoever writes.
 *
 * <p>A hint, no more: what the pipe says counts. One that is wrong costs the time of whoever waits
 * for the side that gave it.
 */
final class Hints {
  /** The room of one side's: each number has cache lines of its own. */
  static final int BYTES = 2 * 128;

  private static final int WRITTEN = 0;
  private static final int READY = 128;
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer memory;
  private final int start;

  /**
   * Hints in a piece of memory.
   *
   * @param memory a direct buffer
   * @param start where they begin in it
   */
  Hints(ByteBuffer memory, int start) {
    this.memory = memory;
    this.start = start;
  }

  /** Hints that nobody else sees. */
  static Hints unseen() {
    return new Hints(ByteBuffer.allocateDirect(BYTES), 0);
  }

  /** Says that so many bytes more are in the pipe. */
  void wrote(int bytes) {
    INT.setRelease(memory, start + WRITTEN, written() + bytes);
  }

  /** How many bytes have been written into the pipe, modulo 2³². */
  int written() {
    return (int) INT.getAcquire(memory, start + WRITTEN);
  }

  /** Says how many of the numbers that are under way are there. */
  void ready(int count) {
    INT.setRelease(memory, start + READY, count);
  }

  /** How many of the numbers that are under way are there. */
  int ready() {
    return (int) INT.getAcquire(memory, start + READY);
  }
}
