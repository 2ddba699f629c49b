package dev.fourfold.benchmarks.limits;

import dev.fourfold.benchmarks.episode.WorkerCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The machine's limits, for callers that have no Vector API in their own JVM. */
public final class MachineLimits {
  /** By name: loading the classes themselves would need the Vector API here. */
  private static final String FMA_PEAK = MachineLimits.class.getPackageName() + ".FmaPeak";

  private static final String TRIAD = MachineLimits.class.getPackageName() + ".Triad";

  private MachineLimits() {}

  /**
   * The fp32 FMA peak of so many threads at once, measured by {@link FmaPeak} in a JVM of its own.
   *
   * @return GFLOP/s
   * @throws IllegalStateException if that JVM fails
   */
  public static double fmaPeakGflops(int threads) {
    return measure(FMA_PEAK, threads);
  }

  /**
   * The bandwidth of memory with so many threads at once, measured by {@link Triad} in a JVM of its
   * own.
   *
   * @return GB/s
   * @throws IllegalStateException if that JVM fails
   */
  public static double memoryGigabytesPerSecond(int threads) {
    return measure(TRIAD, threads);
  }

  private static double measure(String program, int threads) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.incubator.vector",
            "-cp",
            WorkerCommand.home(MachineLimits.class).toString(),
            program,
            Integer.toString(threads));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("this machine's limits could not be measured");
      }
      return Double.parseDouble(printed.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring this machine's limits", e);
    }
  }
}
