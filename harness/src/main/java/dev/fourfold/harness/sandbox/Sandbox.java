package dev.fourfold.harness.sandbox;

import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.worker.WorkerProcess;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.sandbox.SystemCall.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * bubblewrap: namespaces of its own (no network, no other process), an empty file system into which
 * only the JDK, the C library, the contract and the submission's classes are mounted, read-only,
 * and the file of the worker's shared buffer; a small {@code /tmp}; no environment, no
 * capabilities; a {@link SeccompFilter}; limits on memory.
 *
 * <p>The process that is started is bubblewrap itself, its child is the init of the process
 * namespace, and that one's child is the JVM: signals and CPU times are those of the whole tree.
 */
public final class Sandbox implements Confinement {
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final String JDK = "/jdk";
  private static final String JAVA = JDK + "/bin/java";
  private static final String CONTRACT = "/contract.jar";
  static final String CLASSES = "/classes";
  private static final String SUBMISSION = "/submission";
  private static final String BUFFER = "/buffer";
  private static final String COMPILER_CACHE = "/javac.aot";

  private static final long TMP_BYTES = 64L << 20;

  /** Reserved is not used: a heap of 2 GiB, its marks, the JIT's code and 64 MiB a thread. */
  private static final long ADDRESS_SPACE_KIB = 10L << 20;

  private static final long ADDRESS_SPACE_KIB_A_CORE = 1L << 18;

  /** No file that a compiler may write is longer: class files are far shorter. */
  private static final long FILE_KIB = 64L << 10;

  /** What a JVM loads from the C library's directory; most JDKs bring the others along. */
  private static final List<String> LIBRARIES =
      List.of(
          "libc.so.6",
          "libm.so.6",
          "libdl.so.2",
          "libpthread.so.0",
          "librt.so.1",
          "libz.so.1",
          "libgcc_s.so.1",
          "libstdc++.so.6");

  private static final List<String> LOADERS =
      List.of("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1");

  /** What the JVM reads about the processors and large pages to choose its own settings. */
  private static final List<String> HARDWARE =
      List.of(
          "/sys/devices/system/cpu",
          "/sys/devices/system/node",
          "/sys/kernel/mm/transparent_hugepage",
          "/sys/kernel/mm/hugepages");

  private static final String HOW_TO_INSTALL =
      "install it (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap;"
          + " Arch: pacman -S bubblewrap) or give --allow-unsandboxed, which the result will say";

  private final Path bash;
  private final Path bubblewrap;
  private final String version;
  private final Path filter;
  private final List<String> system;

  private Sandbox(Path bash, Path bubblewrap, String version, Path filter) {
    this.bash = bash;
    this.bubblewrap = bubblewrap;
    this.version = version;
    this.filter = filter;
    this.system = systemMounts();
  }

  /**
   * What a submission is held in.
   *
   * @param directory where the filter may be written; as long-lived as what is started in it
   * @param allowNone whether to go without a sandbox where there is none
   * @throws BadInputException with how to install it, if there is none and that is not allowed
   */
  public static Confinement require(Path directory, boolean allowNone) {
    return require(directory, allowNone, searchPath());
  }

  static Confinement require(Path directory, boolean allowNone, List<Path> searched) {
    try {
      return find(directory, searched);
    } catch (BadInputException e) {
      if (allowNone) {
        return new Unconfined();
      }
      throw e;
    }
  }

  /**
   * The sandbox, tried out.
   *
   * @throws BadInputException in one line, if there is none here or it does not work
   */
  public static Sandbox find(Path directory) {
    return find(directory, searchPath());
  }

  private static Sandbox find(Path directory, List<Path> searched) {
    Architecture architecture =
        Architecture.here()
            .orElseThrow(
                () ->
                    new BadInputException(
                        "there is no sandbox for submissions on "
                            + System.getProperty("os.arch")
                            + ": give --allow-unsandboxed, which the result will say"));
    Path bubblewrap = executable("bwrap", searched).orElseThrow(() -> missing("bubblewrap"));
    Path bash = executable("bash", searched).orElseThrow(() -> missing("bash"));
    Path filter = directory.resolve("seccomp.bpf");
    try {
      Files.write(filter, SeccompFilter.bytes(architecture));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = firstLine(List.of(bubblewrap.toString(), "--version")).text();
    Sandbox sandbox = new Sandbox(bash, bubblewrap, version, filter);
    Ran trial =
        firstLine(sandbox.wrap(List.of(), List.of(JAVA, "-Xmx64m", "-Xshare:auto", "-version")));
    if (trial.exitCode() != 0) {
      throw new BadInputException(
          "a submission needs a sandbox, and bubblewrap does not work here (%s): see"
                  .formatted(trial.text())
              + " docs/security.md, or give --allow-unsandboxed, which the result will say");
    }
    return sandbox;
  }

  private static BadInputException missing(String what) {
    return new BadInputException(
        "a submission needs a sandbox, and there is no %s here: %s"
            .formatted(what, HOW_TO_INSTALL));
  }

  private static List<Path> searchPath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(
            Stream.of("/usr/bin", "/bin", "/usr/local/bin"), Stream.of(path.split(":")))
        .filter(directory -> directory.startsWith("/"))
        .map(Path::of)
        .toList();
  }

  private static Optional<Path> executable(String name, List<Path> searched) {
    return searched.stream()
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private record Ran(int exitCode, String text) {}

  /** Runs a command that prints little, and soon. */
  private static Ran firstLine(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return new Ran(process.waitFor(), printed.lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public String description() {
    return version + ", seccomp filter";
  }

  @Override
  public List<String> worker(Path contract, Path classes, String provider, List<String> jvmFlags) {
    List<String> mounts = new ArrayList<>(readOnly(contract, CONTRACT));
    mounts.addAll(readOnly(classes, CLASSES));
    mounts.addAll(List.of("--bind", WorkerProcess.BUFFER, BUFFER));
    List<String> flags = new ArrayList<>(jvmFlags);
    // Control groups cannot be seen from inside: what they leave us is said here.
    flags.add("-XX:ActiveProcessorCount=" + Runtime.getRuntime().availableProcessors());
    return wrap(
        mounts, WorkerCommand.java(JAVA, CONTRACT + ":" + CLASSES, provider, BUFFER, flags));
  }

  @Override
  public List<String> compiler(Path contract, Path submission, List<Path> sources, Path output) {
    List<String> mounts = new ArrayList<>(readOnly(contract, CONTRACT));
    mounts.addAll(readOnly(submission.resolve("src"), SUBMISSION + "/src"));
    mounts.addAll(List.of("--bind", output.toAbsolutePath().toString(), CLASSES));
    List<String> command = new ArrayList<>(List.of(JAVA));
    CompilerCache.file()
        .ifPresent(
            file -> {
              mounts.addAll(readOnly(file, COMPILER_CACHE));
              command.addAll(CompilerCache.flags(COMPILER_CACHE));
            });
    command.addAll(
        Confinement.compilerArguments(
            CONTRACT, sources.stream().map(file -> nameOf(submission, file)).toList(), CLASSES));
    return wrap(mounts, command);
  }

  @Override
  public String nameOf(Path submission, Path file) {
    return SUBMISSION + "/" + submission.relativize(file);
  }

  static List<String> readOnly(Path source, String target) {
    return List.of("--ro-bind", source.toAbsolutePath().toString(), target);
  }

  /**
   * A command in the sandbox.
   *
   * @param mounts bubblewrap's arguments beyond those that all share
   * @param command with names as they are inside
   */
  List<String> wrap(List<String> mounts, List<String> command) {
    long addressSpace =
        ADDRESS_SPACE_KIB + ADDRESS_SPACE_KIB_A_CORE * Runtime.getRuntime().availableProcessors();
    List<String> all = new ArrayList<>();
    // $0 is the filter, whose descriptor bubblewrap is given; the rest is the command.
    String limits = "ulimit -c 0; ulimit -v " + addressSpace + "; ulimit -f " + FILE_KIB;
    String script = limits + "; exec 3<\"$0\"; exec \"$@\"";
    all.addAll(List.of(bash.toString(), "-c", script));
    all.add(filter.toAbsolutePath().toString());
    all.addAll(List.of(bubblewrap.toString(), "--seccomp", "3"));
    all.addAll(List.of("--unshare-all", "--die-with-parent", "--new-session", "--clearenv"));
    all.addAll(List.of("--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"));
    all.addAll(List.of("--hostname", "worker"));
    all.addAll(system);
    all.addAll(mounts);
    all.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"));
    all.addAll(List.of("--size", Long.toString(TMP_BYTES), "--tmpfs", "/tmp"));
    all.addAll(List.of("--remount-ro", "/", "--chdir", "/tmp", "--"));
    all.addAll(command);
    return all;
  }

  /** The JDK, what its symbolic links lead to, the C library, and the hardware's description. */
  private static List<String> systemMounts() {
    List<String> mounts = new ArrayList<>(readOnly(JAVA_HOME, JDK));
    try {
      for (Path target : linksOutOf(JAVA_HOME)) {
        mounts.addAll(readOnly(target, target.toString()));
      }
      for (String directory : List.of("/lib", "/lib64")) {
        Path path = Path.of(directory);
        if (Files.isSymbolicLink(path)) {
          mounts.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), directory));
        }
      }
      for (String loader : LOADERS) {
        Path path = Path.of(loader);
        if (Files.exists(path)) {
          Path place = path.getParent().toRealPath().resolve(path.getFileName());
          mounts.addAll(readOnly(path, place.toString()));
        }
      }
      Path libraries = cLibraryDirectory();
      for (String library : LIBRARIES) {
        Path path = libraries.resolve(library);
        if (Files.exists(path)) {
          mounts.addAll(readOnly(path, path.toString()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String directory : HARDWARE) {
      mounts.addAll(List.of("--ro-bind-try", directory, directory));
    }
    return mounts;
  }

  /** Where this JVM itself got its C library from. */
  private static Path cLibraryDirectory() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.filter(line -> line.matches(".*/libc[.-][^/]*so.*"))
          .map(line -> Path.of(line.substring(line.indexOf('/'))).getParent())
          .findFirst()
          .orElse(Path.of("/usr/lib"));
    }
  }

  /** Some distributions keep a JDK's settings and certificates elsewhere. */
  private static List<Path> linksOutOf(Path home) throws IOException {
    Path real = home.toRealPath();
    List<Path> targets = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(real, 4)) {
      for (Path link : walk.filter(Files::isSymbolicLink).toList()) {
        Path target = link.getParent().resolve(Files.readSymbolicLink(link)).normalize();
        if (!target.startsWith(real) && Files.exists(target)) {
          targets.add(target);
        }
      }
    }
    return targets.stream().distinct().sorted().toList();
  }
}
