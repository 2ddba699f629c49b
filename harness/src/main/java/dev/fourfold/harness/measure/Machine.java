package dev.fourfold.harness.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fourfold.benchmarks.episode.WorkerCommand;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;

/**
 * The machine that a grading runs on, as far as it can be read.
 *
 * @param cpu the processor's name
 * @param cores logical processors that this JVM may use
 * @param logicalCores of the machine
 * @param physicalCores of the machine, as far as a virtual machine can tell
 * @param sockets of the machine
 * @param maxFrequencyHz the processor's highest clock; absent where it is not known
 * @param caches level, kind and size of each cache
 * @param memoryBytes of the machine
 * @param swapBytes of the machine
 * @param model what the system's firmware says it is
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
    int logicalCores,
    int physicalCores,
    int sockets,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Long> maxFrequencyHz,
    List<String> caches,
    long memoryBytes,
    long swapBytes,
    String model,
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
        processor.getLogicalProcessorCount(),
        processor.getPhysicalProcessorCount(),
        processor.getPhysicalPackageCount(),
        Optional.of(processor.getMaxFreq()).filter(hertz -> hertz > 0),
        processor.getProcessorCaches().stream()
            .map(
                cache ->
                    "L%d %s %d KiB"
                        .formatted(
                            cache.getLevel(),
                            cache.getType().toString().toLowerCase(Locale.ROOT),
                            cache.getCacheSize() >> 10))
            .distinct()
            .toList(),
        system.getHardware().getMemory().getTotal(),
        system.getHardware().getMemory().getVirtualMemory().getSwapTotal(),
        system.getHardware().getComputerSystem().getModel(),
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
        logicalCores,
        physicalCores,
        sockets,
        maxFrequencyHz,
        caches,
        memoryBytes,
        swapBytes,
        model,
        operatingSystem,
        kernel,
        jvm,
        workerFlags,
        description,
        loadAverage,
        stealFraction);
  }
}
