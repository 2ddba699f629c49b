package dev.fourfold.harness.sandbox;

import dev.fourfold.harness.sandbox.SystemCall.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that the kernel runs before every system call of a worker: classic BPF over {@code
 * struct seccomp_data} (the call's number at 0, the architecture at 4, the arguments from 16 on).
 *
 * <p>Everything is allowed but what {@link SystemCall} lists (EPERM), new processes (EPERM: {@code
 * clone} without CLONE_THREAD), {@code clone3} (ENOSYS, so that libc falls back to {@code clone},
 * whose flags a filter can read) and calls of another architecture, which end the process. A filter
 * cannot be taken off again, and whatever a process starts has it too.
 */
final class SeccompFilter {
  static final int ALLOW = 0x7fff0000;
  static final int KILL_PROCESS = 0x80000000;
  private static final int ERRNO = 0x00050000;
  static final int EPERM = ERRNO | 1;
  static final int ENOSYS = ERRNO | 38;

  /** Of {@code linux/bpf_common.h}. */
  static final int LOAD_WORD = 0x20;

  static final int JUMP_IF_EQUAL = 0x15;
  static final int JUMP_IF_AT_LEAST = 0x35;
  static final int JUMP_IF_ANY_BIT = 0x45;
  static final int RETURN = 0x06;

  static final int NUMBER_AT = 0;
  static final int ARCHITECTURE_AT = 4;

  /** The low half of the first argument; both architectures are little-endian. */
  static final int FIRST_ARGUMENT_AT = 16;

  static final int CLONE_THREAD = 0x00010000;

  /** From here on x86-64 calls are those of its 32-bit-pointer variant, with numbers of its own. */
  private static final int X32 = 0x40000000;

  /** One instruction: {@code struct sock_filter}. */
  record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

  private SeccompFilter() {}

  /** The program as the kernel takes it: 8 bytes an instruction. */
  static byte[] bytes(Architecture architecture) {
    List<Instruction> program = program(architecture);
    ByteBuffer bytes = ByteBuffer.allocate(8 * program.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction one : program) {
      bytes.putShort((short) one.code());
      bytes.put((byte) one.ifTrue());
      bytes.put((byte) one.ifFalse());
      bytes.putInt(one.operand());
    }
    return bytes.array();
  }

  static List<Instruction> program(Architecture architecture) {
    List<Instruction> program = new ArrayList<>();
    load(program, ARCHITECTURE_AT);
    unlessThen(program, JUMP_IF_EQUAL, architecture.audit(), KILL_PROCESS);
    load(program, NUMBER_AT);
    if (architecture == Architecture.X86_64) {
      ifThen(program, JUMP_IF_AT_LEAST, X32, KILL_PROCESS);
    }
    ifThen(program, JUMP_IF_EQUAL, architecture.numberOfClone3(), ENOSYS);
    for (SystemCall call : SystemCall.values()) {
      call.number(architecture).ifPresent(number -> ifThen(program, JUMP_IF_EQUAL, number, EPERM));
    }
    unlessThen(program, JUMP_IF_EQUAL, architecture.numberOfClone(), ALLOW);
    load(program, FIRST_ARGUMENT_AT);
    unlessThen(program, JUMP_IF_ANY_BIT, CLONE_THREAD, EPERM);
    program.add(new Instruction(RETURN, 0, 0, ALLOW));
    return program;
  }

  private static void load(List<Instruction> program, int offset) {
    program.add(new Instruction(LOAD_WORD, 0, 0, offset));
  }

  /** Every answer stands right behind its question: no jump is longer than one instruction. */
  private static void ifThen(List<Instruction> program, int question, int operand, int answer) {
    program.add(new Instruction(question, 0, 1, operand));
    program.add(new Instruction(RETURN, 0, 0, answer));
  }

  private static void unlessThen(List<Instruction> program, int question, int operand, int answer) {
    program.add(new Instruction(question, 1, 0, operand));
    program.add(new Instruction(RETURN, 0, 0, answer));
  }
}
