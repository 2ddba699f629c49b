package dev.fourfold.harness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fourfold.harness.sandbox.SeccompFilter.Instruction;
import dev.fourfold.harness.sandbox.SystemCall.Architecture;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the filter's program as the kernel would, for both architectures. */
final class SeccompFilterTest {
  private static final int READ_ON_X86 = 0;
  private static final int READ_ON_ARM = 63;
  private static final int EXECVE_ON_X86 = 59;
  private static final int EXECVE_ON_ARM = 221;

  /** What the program answers to a call. */
  private static int answer(Architecture architecture, int number, int audit, int flags) {
    List<Instruction> program = SeccompFilter.program(architecture);
    int accumulator = 0;
    for (int at = 0; ; at++) {
      Instruction one = program.get(at);
      switch (one.code()) {
        case SeccompFilter.LOAD_WORD ->
            accumulator =
                switch (one.operand()) {
                  case SeccompFilter.NUMBER_AT -> number;
                  case SeccompFilter.ARCHITECTURE_AT -> audit;
                  case SeccompFilter.FIRST_ARGUMENT_AT -> flags;
                  default -> throw new AssertionError("loads from " + one.operand());
                };
        case SeccompFilter.JUMP_IF_EQUAL ->
            at += accumulator == one.operand() ? one.ifTrue() : one.ifFalse();
        case SeccompFilter.JUMP_IF_AT_LEAST ->
            at +=
                Integer.compareUnsigned(accumulator, one.operand()) >= 0
                    ? one.ifTrue()
                    : one.ifFalse();
        case SeccompFilter.JUMP_IF_ANY_BIT ->
            at += (accumulator & one.operand()) != 0 ? one.ifTrue() : one.ifFalse();
        case SeccompFilter.RETURN -> {
          return one.operand();
        }
        default -> throw new AssertionError("instruction " + one);
      }
    }
  }

  private static int answer(Architecture architecture, int number, int flags) {
    return answer(architecture, number, architecture.audit(), flags);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsListedIsDenied(Architecture architecture) {
    for (SystemCall call : SystemCall.values()) {
      call.number(architecture)
          .ifPresent(
              number ->
                  assertEquals(
                      SeccompFilter.EPERM, answer(architecture, number, 0), call.toString()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void threadsAreAllowedAndProcessesAreNot(Architecture architecture) {
    int clone = architecture.numberOfClone();
    int threadFlags = 0x3d0f00;
    assertEquals(SeccompFilter.ALLOW, answer(architecture, clone, threadFlags));
    assertEquals(
        SeccompFilter.EPERM,
        answer(architecture, clone, threadFlags & ~SeccompFilter.CLONE_THREAD));
    assertEquals(SeccompFilter.EPERM, answer(architecture, clone, 17));
    assertEquals(SeccompFilter.ENOSYS, answer(architecture, architecture.numberOfClone3(), 0));
  }

  @ParameterizedTest
  @EnumSource
  void whatATrainerNeedsIsAllowed(Architecture architecture) {
    boolean x86 = architecture == Architecture.X86_64;
    assertEquals(SeccompFilter.ALLOW, answer(architecture, x86 ? READ_ON_X86 : READ_ON_ARM, 0));
    assertEquals(SeccompFilter.ALLOW, answer(architecture, x86 ? EXECVE_ON_X86 : EXECVE_ON_ARM, 0));
  }

  @ParameterizedTest
  @EnumSource
  void callsOfAnotherArchitectureEndTheProcess(Architecture architecture) {
    int i386 = 0x40000003;
    assertEquals(SeccompFilter.KILL_PROCESS, answer(architecture, READ_ON_X86, i386, 0));
    if (architecture == Architecture.X86_64) {
      int socketOfX32 = 0x40000000 | 41;
      assertEquals(SeccompFilter.KILL_PROCESS, answer(architecture, socketOfX32, 0));
    }
  }
}
