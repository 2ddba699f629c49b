package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.worker.WorkerMain;
import dev.fourfold.core.worker.WorkerProcess;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a worker. Every worker gets the same JVM flags, so that a trainer is compared
 * with a trainer and not a collector with a collector.
 */
public final class WorkerCommand {
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private static final String COLLECTOR = "-XX:+UseParallelGC";

  private static final List<String> JVM_FLAGS =
      List.of(
          "--add-modules=jdk.incubator.vector",
          // One heap for all, and not one that grows as it is used.
          "-Xms1g",
          "-Xmx2g",
          COLLECTOR,
          "-XX:-UsePerfData",
          "-XX:+DisableAttachMechanism",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:ErrorFile=/dev/stderr",
          // Standard output belongs to the protocol: what the JVM itself says goes elsewhere.
          "-XX:+DisplayVMOutputToStderr",
          "-Xlog:disable",
          "-Xlog:all=error:stderr",
          // What no trainer needs is taken away, from ours too: a JVM with few modules does without
          // its class archive and starts some hundredths of a second later.
          "--limit-modules=java.base,jdk.incubator.vector",
          "--illegal-native-access=deny",
          "--sun-misc-unsafe-memory-access=deny");

  private WorkerCommand() {}

  /** The flags that every worker's JVM is given. */
  public static List<String> jvmFlags() {
    return JVM_FLAGS;
  }

  /**
   * The command of a built-in trainer's worker.
   *
   * @param providerClass the provider's class name
   * @param trainerClasses the directory or jar in which it is; the worker sees it, the contract and
   *     the JDK, nothing else
   */
  public static List<String> of(String providerClass, Path trainerClasses) {
    return of(providerClass, home(Trainer.class), trainerClasses, List.of());
  }

  /**
   * As {@link #of(String, Path)}.
   *
   * @param contract the directory or jar of the contract
   * @param extraJvmFlags appended to {@link #jvmFlags()}
   */
  public static List<String> of(
      String providerClass, Path contract, Path trainerClasses, List<String> extraJvmFlags) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETPRIV)) {
      // Linux: the worker ends with us, even if we are killed while it is stopped.
      command.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
    }
    command.addAll(
        java(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            contract + File.pathSeparator + trainerClasses,
            providerClass,
            WorkerProcess.BUFFER,
            extraJvmFlags));
    return command;
  }

  /**
   * The command of a worker's JVM, with names as they are where it runs.
   *
   * @param java the launcher
   * @param buffer the file of the worker's shared buffer
   * @param extraJvmFlags appended to {@link #jvmFlags()}
   */
  public static List<String> java(
      String java,
      String classPath,
      String providerClass,
      String buffer,
      List<String> extraJvmFlags) {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(JVM_FLAGS);
    if (extraJvmFlags.stream().anyMatch(flag -> flag.matches("-XX:\\+Use\\w+GC"))) {
      // Two collectors are a conflict that ends the JVM: whoever asks for one gets that one.
      command.remove(COLLECTOR);
    }
    command.addAll(extraJvmFlags);
    command.addAll(List.of("-cp", classPath, WorkerMain.class.getName(), providerClass, buffer));
    return command;
  }

  /** The jar or directory that a class of this JVM was loaded from. */
  public static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
