package dev.fourfold.harness.sandbox;

import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.Set;

/**
 * What a candidate computes with, read from its bytecode and not from a claim, so that like is
 * compared with like.
 *
 * @param threads {@code single}, or {@code several} if it names anything that runs on another
 *     thread
 * @param vectorApi whether it names the Vector API
 */
public record Division(String threads, boolean vectorApi) {
  private static final String SINGLE = "single";
  private static final String SEVERAL = "several";

  /** What starts threads, or hands work to those that others started. */
  private static final Set<String> THREADED =
      Set.of(
          "java.lang.Thread$Builder",
          "java.lang.Thread$Builder$OfPlatform",
          "java.lang.Thread$Builder$OfVirtual",
          "java.util.concurrent.CompletableFuture",
          "java.util.concurrent.ExecutorCompletionService",
          "java.util.concurrent.ExecutorService",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ForkJoinTask",
          "java.util.concurrent.RecursiveAction",
          "java.util.concurrent.RecursiveTask",
          "java.util.concurrent.CountedCompleter",
          "java.util.concurrent.ScheduledThreadPoolExecutor",
          "java.util.concurrent.StructuredTaskScope",
          "java.util.concurrent.SubmissionPublisher",
          "java.util.concurrent.ThreadPoolExecutor");

  /** Of classes that have other uses too. */
  private static final Set<String> THREADED_MEMBERS =
      Set.of("java.lang.Thread.<init>", "java.lang.Thread.startVirtualThread");

  private static final Set<String> PARALLEL_MEMBERS =
      Set.of("parallel", "parallelPrefix", "parallelSetAll", "parallelSort", "parallelStream");

  /** Reads it from a candidate's classes. */
  public static Division of(CompiledClasses classes) {
    boolean threads = false;
    boolean vectors = false;
    for (ClassModel type : classes.all()) {
      for (PoolEntry entry : type.constantPool()) {
        if (entry instanceof ClassEntry named) {
          String name = CompiledClasses.nameOf(named);
          vectors |= name.startsWith("jdk.incubator.vector.");
          threads |= THREADED.contains(name);
        } else if (entry instanceof MemberRefEntry member) {
          String owner = CompiledClasses.nameOf(member.owner());
          String name = member.name().stringValue();
          threads |= THREADED_MEMBERS.contains(owner + "." + name);
          threads |= owner.startsWith("java.util.") && PARALLEL_MEMBERS.contains(name);
        }
      }
    }
    return new Division(threads ? SEVERAL : SINGLE, vectors);
  }
}
