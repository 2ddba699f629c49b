package dev.fourfold.harness.measure;

import dev.fourfold.benchmarks.episode.WorkerCommand;
import java.util.List;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;

/**
 * The machine that a grading runs on, as far as it can be read.
 *
 * @param cpu the processor's name
 * @param cores logical processors that this JVM may use
 * @param memoryBytes of the machine
 * @param operatingSystem family and version
 * @param kernel the kernel's release
 * @param jvm name and version of the JVM that all trainers run on
 * @param workerFlags what every worker's JVM is given
 * @param sandbox what a submission's worker is confined by
 * @param loadAverage of the last minute, before measuring; negative where it is not known
 * @param stealFraction of all CPU time since the machine started, what the hypervisor took
 */
public record Machine(
    String cpu,
    int cores,
    long memoryBytes,
    String operatingSystem,
    String kernel,
    String jvm,
    List<String> workerFlags,
    String sandbox,
    double loadAverage,
    double stealFraction) {

  /** Reads it. */
  public static Machine read() {
    SystemInfo system = new SystemInfo();
    CentralProcessor processor = system.getHardware().getProcessor();
    long[] ticks = processor.getSystemCpuLoadTicks();
    long total = 0;
    for (long tick : ticks) {
      total += tick;
    }
    return new Machine(
        processor.getProcessorIdentifier().getName().strip(),
        Runtime.getRuntime().availableProcessors(),
        system.getHardware().getMemory().getTotal(),
        system.getOperatingSystem().toString(),
        System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        WorkerCommand.jvmFlags(),
        "none",
        processor.getSystemLoadAverage(1)[0],
        (double) ticks[CentralProcessor.TickType.STEAL.getIndex()] / Math.max(1, total));
  }

  /** The same machine, with what holds one candidate's worker. */
  public Machine withSandbox(String description) {
    return new Machine(
        cpu,
        cores,
        memoryBytes,
        operatingSystem,
        kernel,
        jvm,
        workerFlags,
        description,
        loadAverage,
        stealFraction);
  }
}
