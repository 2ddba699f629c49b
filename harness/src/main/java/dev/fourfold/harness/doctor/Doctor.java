package dev.fourfold.harness.doctor;

import dev.fourfold.benchmarks.limits.MachineLimits;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.measure.Machine;
import dev.fourfold.harness.measure.Steadiness;
import dev.fourfold.harness.measure.Surroundings;
import dev.fourfold.harness.measure.Watch;
import dev.fourfold.harness.sandbox.Sandbox;
import dev.fourfold.harness.submission.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at what makes times on a machine differ, thing by thing. Unfit is only what plainly spoils
 * a measurement; what cannot be read is unknown, and no reason to refuse.
 */
public final class Doctor {
  /** Three workers with heaps of up to 2 GiB, of which 1 GiB is touched, and the harness. */
  private static final long MEMORY_NEEDED = 5L << 30;

  private static final Duration LOOK = Duration.ofMillis(600);

  /** Of all granted cores: then hardly any block would be undisturbed. */
  private static final double MOST_FOREIGN_CPU = 0.25;

  /** What is busy now may be done soon, a build for example: so often it is looked again. */
  public static final int PATIENT_LOOKS = 30;

  private static final int LOOKS = 5;

  private static final double MOST_STEAL = 0.05;

  /**
   * Less of its own peak a core has beside others only if they are one in truth; turbo costs less.
   */
  private static final double LEAST_TOGETHER = 0.75;

  /** Less, and hardly a round would be quiet. */
  private static final double LEAST_STEADY = 0.75;

  private static final Duration STEADY_LOOK = Duration.ofSeconds(3);

  private static final String PEAK = "fp32 FMA peak";
  private static final String TOGETHER = "cores together";
  private static final String STEADY = "steady cores";
  private static final String BANDWIDTH = "memory bandwidth";

  private static final Path SYS_CPU = Path.of("/sys/devices/system/cpu");

  private final Machine machine;
  private final int threads;
  private final List<Finding> findings = new ArrayList<>();

  private final int looks;

  private Doctor(Machine machine, int threads, int looks) {
    this.machine = machine;
    this.threads = threads;
    this.looks = looks;
  }

  /**
   * What can be seen within a second or two; what {@code grade} asks first.
   *
   * @param looks how often to look, at most, until no other process is busy: 0.6 s each
   */
  public static Fitness quick(Machine machine, int threads, int looks) {
    Doctor doctor = new Doctor(machine, threads, looks);
    doctor.look();
    return Fitness.of(doctor.findings);
  }

  /**
   * All of {@link #quick}, and what has to be measured, if no grading is under way: each would
   * spoil the other's numbers.
   */
  public static Fitness full(Machine machine, int threads) {
    Doctor doctor = new Doctor(machine, threads, LOOKS);
    doctor.look();
    doctor.measureUnlessAnotherDoes();
    return Fitness.of(doctor.findings);
  }

  private void look() {
    cores();
    smt();
    turboAndGovernor();
    surroundings();
    memory();
    hugePages();
    clock();
    jdk();
    vectors();
    sandbox();
  }

  private void cores() {
    String value = "%d granted of %d".formatted(threads, machine.logicalCores());
    findings.add(
        threads < 2
            ? Finding.unknown(
                "cores",
                value,
                "with one core the harness and a trainer share it: grant two or more")
            : Finding.fit("cores", value));
  }

  private void smt() {
    Optional<String> active = read(SYS_CPU.resolve("smt/active"));
    if (active.isEmpty()) {
      findings.add(Finding.unknown("smt", "not readable", "see that no sibling thread is busy"));
    } else if (active.get().equals("0")) {
      findings.add(Finding.fit("smt", "no sibling threads seen"));
    } else {
      findings.add(
          Finding.unknown(
              "smt",
              "sibling threads share cores",
              "whatever runs on the siblings slows a trainer: leave them idle"));
    }
  }

  private void turboAndGovernor() {
    Optional<String> governor = read(SYS_CPU.resolve("cpu0/cpufreq/scaling_governor"));
    findings.add(
        governor
            .map(
                name ->
                    name.equals("performance")
                        ? Finding.fit("governor", name)
                        : Finding.unknown(
                            "governor", name, "set it to performance (cpupower frequency-set)"))
            .orElse(
                Finding.unknown(
                    "governor", "not readable", "usual in a virtual machine: nothing to do")));
    Optional<String> noTurbo = read(SYS_CPU.resolve("intel_pstate/no_turbo"));
    Optional<String> boost = read(SYS_CPU.resolve("cpufreq/boost"));
    boolean off = noTurbo.filter("1"::equals).isPresent() || boost.filter("0"::equals).isPresent();
    findings.add(
        off
            ? Finding.fit("turbo", "off")
            : Finding.unknown(
                "turbo",
                noTurbo.or(() -> boost).isPresent() ? "on" : "not readable",
                "clocks may follow temperature: interleaving evens it out, off is better"));
  }

  private void surroundings() {
    Surroundings seen = watch();
    for (int look = 1; look < looks && isBusy(seen); look++) {
      seen = watch();
    }
    double load = machine.loadAverage();
    findings.add(
        load < 0
            ? Finding.unknown("load", "not readable", "see that nothing else runs")
            : Finding.fit("load", number("%.2f in the last minute", load)));
    findings.add(foreign(seen));
    findings.add(
        seen.steal()
            .map(
                steal ->
                    steal <= MOST_STEAL
                        ? Finding.fit("steal", number("%.1f %% now", 100 * steal))
                        : Finding.unfit(
                            "steal",
                            number("the hypervisor takes %.0f %%", 100 * steal),
                            "wait until its neighbours are quiet, or use another machine"))
            .orElse(Finding.unknown("steal", "not readable", "nothing to do")));
  }

  private static Surroundings watch() {
    try (Watch watch = new Watch()) {
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return watch.read();
    }
  }

  private boolean isBusy(Surroundings seen) {
    return seen.foreignCpu().filter(cpu -> cpu > MOST_FOREIGN_CPU * threads).isPresent();
  }

  private Finding foreign(Surroundings seen) {
    if (seen.foreignCpu().isEmpty()) {
      return Finding.unknown("other processes", "not readable", "see that nothing else runs");
    }
    String value =
        number("%.0f %% of one core", 100 * seen.foreignCpu().get())
            + seen.foreignProcess().map(name -> ", most of it " + name).orElse("");
    return !isBusy(seen)
        ? Finding.fit("other processes", value)
        : Finding.unfit("other processes", value, "end it, or wait for it");
  }

  private void memory() {
    Optional<Long> available = meminfo("MemAvailable");
    if (available.isEmpty()) {
      findings.add(Finding.unknown("memory", "not readable", "5 GiB should be free"));
      return;
    }
    String value = number("%.1f GiB available", available.get() / (double) (1L << 30));
    findings.add(
        available.get() >= MEMORY_NEEDED
            ? Finding.fit("memory", value)
            : Finding.unfit("memory", value, "free 5 GiB: three workers live side by side"));
  }

  private void hugePages() {
    findings.add(
        read(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"))
            .map(modes -> Finding.fit("huge pages", modes))
            .orElse(Finding.unknown("huge pages", "not readable", "nothing to do")));
  }

  private void clock() {
    Optional<String> source =
        read(Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
    if (source.isEmpty()) {
      findings.add(Finding.unknown("clock source", "not readable", "nothing to do"));
    } else if (source.get().matches("tsc|kvm-clock|arch_sys_counter|hyperv_clocksource_tsc_page")) {
      findings.add(Finding.fit("clock source", source.get()));
    } else {
      findings.add(
          Finding.unknown(
              "clock source", source.get(), "reading it is slow; episodes are long enough"));
    }
  }

  private void jdk() {
    findings.add(
        Runtime.version().feature() == 25
            ? Finding.fit("jdk", machine.jvm())
            : Finding.unfit("jdk", machine.jvm(), "run Fourfold on a JDK 25"));
    findings.add(Finding.fit("worker flags", String.join(" ", machine.workerFlags())));
  }

  private void vectors() {
    Optional<String> cpuinfo = readAll(Path.of("/proc/cpuinfo"));
    if (cpuinfo.isEmpty()) {
      findings.add(Finding.unknown("vectors", "not readable", "nothing to do"));
      return;
    }
    String value =
        cpuinfo.get().contains("avx512f")
            ? "512 bits (AVX-512)"
            : cpuinfo.get().contains("avx2")
                ? "256 bits (AVX2)"
                : cpuinfo.get().contains("asimd") ? "128 bits (NEON)" : "128 bits or none";
    findings.add(Finding.fit("vectors", value));
  }

  private void sandbox() {
    // Tried, not only found: many a machine has bubblewrap and forbids namespaces.
    try (Workspace workspace = new Workspace()) {
      findings.add(
          Finding.fit(
              "sandbox",
              Sandbox.find(workspace.newDirectory("sandbox")).description()
                  + ": tried, it holds a JVM"));
    } catch (BadInputException e) {
      findings.add(Finding.unknown("sandbox", "none", e.getMessage()));
    }
  }

  private void measureUnlessAnotherDoes() {
    boolean measured =
        MachineLock.ifFree(
            () -> {
              findings.add(Finding.fit("other gradings", "none"));
              measure();
            });
    if (!measured) {
      findings.add(Finding.unfit("other gradings", "one is under way", "it queues: wait for it"));
      for (String name : List.of(PEAK, TOGETHER, STEADY, BANDWIDTH)) {
        findings.add(
            Finding.unknown(name, "not measured beside a grading", "look again when it is done"));
      }
    }
  }

  private void measure() {
    double best = 0;
    double worst = Double.POSITIVE_INFINITY;
    for (int run = 0; run < 3; run++) {
      double peak = MachineLimits.fmaPeakGflops(threads);
      best = Math.max(best, peak);
      worst = Math.min(worst, peak);
    }
    String value = number("%.0f GFLOP/s", best) + number(" (of three: %.0f worst)", worst);
    findings.add(
        worst > 0.8 * best
            ? Finding.fit(PEAK, value)
            : Finding.unfit(PEAK, value, "its speed is not steady: see what else is running"));
    findings.add(together(threads, worst, MachineLimits.fmaPeakGflops(1)));
    findings.add(steady(Steadiness.ofCores(threads, STEADY_LOOK)));
    findings.add(
        Finding.fit(
            BANDWIDTH,
            number("%.0f GB/s (triad)", MachineLimits.memoryGigabytesPerSecond(threads))));
  }

  /**
   * Whether the cores are cores. A hypervisor may give two virtual ones one physical core, for a
   * while or for ever, and says nothing of it.
   *
   * @param peak what they reach at once
   * @param peakOfOne what one reaches while the others have nothing to do
   */
  static Finding together(int threads, double peak, double peakOfOne) {
    double share = peak / (threads * peakOfOne);
    String value = number("%.0f %% of its own peak each, all at once", 100 * Math.min(share, 1));
    return share >= LEAST_TOGETHER
        ? Finding.fit(TOGETHER, value)
        : Finding.unfit(
            TOGETHER,
            value,
            "they share physical cores: use a machine with whole ones, or grant one of each pair (taskset)");
  }

  /**
   * Whether the cores can do now what they could a second ago.
   *
   * @param share of the time in which they can
   */
  static Finding steady(double share) {
    String value = number("near their best %.0f %% of the time", 100 * share);
    return share >= LEAST_STEADY
        ? Finding.fit(STEADY, value)
        : Finding.unfit(
            STEADY,
            value,
            "somebody shares them, perhaps in another virtual machine: wait, use another machine, or"
                + " expect wide intervals");
  }

  private static Optional<Long> meminfo(String name) {
    Matcher line =
        Pattern.compile("(?m)^" + name + ":\\s+([0-9]+) kB")
            .matcher(readAll(Path.of("/proc/meminfo")).orElse(""));
    return line.find() ? Optional.of(1024 * Long.parseLong(line.group(1))) : Optional.empty();
  }

  private static Optional<String> read(Path file) {
    return readAll(file).map(String::strip).filter(text -> !text.isEmpty());
  }

  private static Optional<String> readAll(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
