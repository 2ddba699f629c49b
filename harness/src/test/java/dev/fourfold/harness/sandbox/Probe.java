package dev.fourfold.harness.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/**
 * Runs inside the sandbox, with the native access that a submission never has, and says what the
 * kernel answers: what the walls are worth to somebody who has broken out of Java.
 */
final class Probe {
  private Probe() {}

  /**
   * Prints one line for each argument.
   *
   * @param arguments numbers of system calls, or words
   */
  public static void main(String[] arguments) throws Throwable {
    for (String argument : arguments) {
      System.out.println(argument + " " + answer(argument));
    }
  }

  private static String answer(String argument) throws Throwable {
    return switch (argument) {
      case "threads" -> threads();
      case "environment" -> String.join(",", System.getenv().keySet().stream().sorted().toList());
      case "processes" -> Long.toString(ProcessHandle.allProcesses().count());
      case "interfaces" -> Files.readString(Path.of("/proc/net/dev")).replaceAll("\\s+", " ");
      case "root" -> list("/");
      case "capabilities" -> status("CapEff") + " " + status("CapBnd");
      case "seccomp" -> status("Seccomp") + " " + status("NoNewPrivs");
      case "user" -> status("Uid");
      default -> systemCall(Long.parseLong(argument));
    };
  }

  private static String threads() throws Exception {
    long sum = IntStream.range(0, 1000).parallel().sum();
    sum += ForkJoinPool.commonPool().submit(() -> 1).get();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      sum += executor.submit(() -> 1).get();
    }
    Thread thread = Thread.ofPlatform().start(() -> {});
    thread.join();
    return Long.toString(sum);
  }

  private static String list(String directory) throws Exception {
    try (var files = Files.list(Path.of(directory))) {
      return String.join(",", files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  private static String status(String key) throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> new StringTokenizer(line.substring(key.length() + 1)).nextToken())
        .findFirst()
        .orElse("-");
  }

  /** The error number of a call whose arguments are all zero; 0 if it succeeded. */
  @SuppressWarnings("restricted")
  private static String systemCall(long number) throws Throwable {
    Linker linker = Linker.nativeLinker();
    StructLayout captured = Linker.Option.captureStateLayout();
    VarHandle errno = captured.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    MethodHandle call =
        linker.downcallHandle(
            linker.defaultLookup().find("syscall").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(captured);
      long result = (long) call.invokeExact(state, number, 0L, 0L, 0L, 0L, 0L);
      return Integer.toString(result < 0 ? (int) errno.get(state, 0L) : 0);
    }
  }
}
