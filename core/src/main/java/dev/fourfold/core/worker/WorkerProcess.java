package dev.fourfold.core.worker;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The parent: a worker seen from outside, a provider whose trainers live in another process.
 *
 * <p>Whatever goes wrong is a {@link WorkerException}; the process and its children are ended then,
 * as by {@link #close()}. Workers still alive when this JVM ends are ended with it. Used by one
 * thread at a time.
 */
public final class WorkerProcess implements TrainerProvider, AutoCloseable {
  /** A word of a command that stands for the file of the worker's shared buffer. */
  public static final String BUFFER = "{buffer}";

  /**
   * Being woken costs 30 µs and more, which is longer than a worker takes that only answers; one
   * that computes takes much longer than this, and may need the core.
   */
  private static final long SPIN_NANOS = 50_000;

  /** Of what a worker printed, in characters. */
  private static final int LONGEST_DETAIL = 500;

  private static final String INCUBATOR_WARNING = "WARNING: Using incubator modules";

  /** A shell has its own kill: there need be no program of that name, and it takes no longer. */
  private static final List<String> SIGNAL = List.of("/bin/sh", "-c", "kill \"$@\"", "sh");

  private static final Duration MOST_TO_END = Duration.ofSeconds(5);

  private static final Set<WorkerProcess> LIVE = ConcurrentHashMap.newKeySet();

  /**
   * One thread starts every worker and lives as long as this JVM: Linux can end a child together
   * with the thread that started it (PR_SET_PDEATHSIG), which is how workers are kept from
   * outliving a parent that was killed.
   */
  private static final ExecutorService LAUNCHER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("worker-launcher").factory());

  private static final ScheduledExecutorService WATCHDOG =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("worker-watchdog").factory());

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> LIVE.forEach(WorkerProcess::destroy), "worker-shutdown"));
  }

  private final String name;
  private final Duration deadline;
  private final Process process;
  private final SharedBuffer buffer;
  private final StandardError standardError;
  private final FrameWriter requests;
  private final FrameReader answers;

  /** Of the last trainer's model: an episode's clock runs when it is asked for. */
  private ParameterLayout layout;

  /** Read by nobody: what is not kept need not be fetched. */
  @SuppressWarnings("UnusedVariable")
  private float fetched;

  private int sequence;
  private int slots;
  private volatile boolean timedOut;
  private volatile boolean paused;
  private WorkerException failure;

  private WorkerProcess(String name, Duration deadline, Process process, SharedBuffer buffer) {
    this.name = name;
    this.deadline = deadline;
    this.process = process;
    this.buffer = buffer;
    this.standardError = new StandardError(process.getErrorStream(), "stderr of " + name);
    this.requests = new FrameWriter(process.getOutputStream(), buffer.own());
    this.answers = new FrameReader(process.getInputStream(), buffer.others(), SPIN_NANOS);
  }

  /**
   * Starts a worker and waits until it has loaded its provider.
   *
   * @param name what the worker is called in messages
   * @param command the command line of a process that runs {@link WorkerMain}, with {@link #BUFFER}
   *     where the buffer's file is to be
   * @param deadline how long any one answer may take
   * @throws WorkerException if it does not come up
   */
  public static WorkerProcess start(String name, List<String> command, Duration deadline) {
    SharedBuffer buffer;
    try {
      buffer = SharedBuffer.create();
    } catch (IOException e) {
      throw new WorkerException(
          WorkerException.Kind.NOT_STARTED, name + ": no memory to share: " + e.getMessage());
    }
    WorkerProcess worker = new WorkerProcess(name, deadline, launch(name, command, buffer), buffer);
    LIVE.add(worker);
    worker.exchange("to load its provider", () -> {}, () -> worker.expect(Message.READY, 0, 0));
    buffer.forgetName();
    return worker;
  }

  private static Process launch(String name, List<String> template, SharedBuffer buffer) {
    List<String> command =
        template.stream().map(word -> word.equals(BUFFER) ? buffer.path() : word).toList();
    Future<Process> started =
        LAUNCHER.submit(
            () -> {
              ProcessBuilder builder = new ProcessBuilder(command);
              builder.environment().clear();
              return builder.start();
            });
    try {
      return started.get();
    } catch (ExecutionException e) {
      buffer.close();
      throw new WorkerException(
          WorkerException.Kind.NOT_STARTED, name + ": " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      buffer.close();
      Thread.currentThread().interrupt();
      throw new WorkerException(WorkerException.Kind.NOT_STARTED, name + ": interrupted");
    }
  }

  @Override
  public String name() {
    return name;
  }

  /** The process's number. */
  public long pid() {
    return process.pid();
  }

  /**
   * A trainer in the worker.
   *
   * @throws WorkerException if the worker fails
   */
  @Override
  public Trainer create(TrainingTask task, float[] initialParameters) {
    int parameters = parametersOf(task.model());
    if (initialParameters.length != parameters) {
      throw new IllegalArgumentException(
          "%d parameters for a model of %d".formatted(initialParameters.length, parameters));
    }
    try {
      buffer.reserve(parameters);
    } catch (IOException e) {
      throw failure(
          WorkerException.Kind.NOT_STARTED,
          "no memory to share for %d parameters: %s".formatted(parameters, e.getMessage()));
    }
    exchange(
        "to create a trainer",
        () -> sendCreate(task, initialParameters),
        () -> expect(Message.CREATED, sequence, 0));
    return new RemoteTrainer(slots++, task.tokensPerStep(), parameters);
  }

  private int parametersOf(ModelConfig model) {
    if (layout == null || !layout.model().equals(model)) {
      layout = ParameterLayout.of(model);
    }
    return layout.size();
  }

  private void sendCreate(TrainingTask task, float[] initialParameters) throws IOException {
    ModelConfig model = task.model();
    OptimizerConfig optimizer = task.optimizer();
    requests.begin(Message.CREATE, sequence, 4 * 12 + SharedBuffer.ANNOUNCEMENT_BYTES);
    requests.writeInt(model.layers());
    requests.writeInt(model.heads());
    requests.writeInt(model.channels());
    requests.writeInt(model.contextLength());
    requests.writeInt(model.vocabulary());
    requests.writeFloat(optimizer.beta1());
    requests.writeFloat(optimizer.beta2());
    requests.writeFloat(optimizer.epsilon());
    requests.writeFloat(optimizer.weightDecay());
    requests.writeFloat(optimizer.maxGradientNorm());
    requests.writeInt(task.batchSize());
    requests.writeInt(task.threads());
    buffer.send(initialParameters, requests);
    requests.end();
  }

  /**
   * Makes sure that the worker is awake, and that the caches of both sides hold what numbers are
   * handed over through, from and into: that a core which has slept takes a tenth of a millisecond
   * to come to itself, and then as much again for each of these, is no trainer's doing.
   *
   * @param initialParameters what the next trainer will be created with
   * @param finalParameters what its parameters will be read into
   * @throws WorkerException if the worker fails
   */
  public void wake(float[] initialParameters, float[] finalParameters) {
    wake();
    fetched = SharedBuffer.fetch(initialParameters) + SharedBuffer.fetch(finalParameters);
    // Meanwhile the worker may have gone to sleep again.
    wake();
  }

  /**
   * Makes sure that the worker is awake, and that its caches hold what it is handed numbers
   * through.
   *
   * @throws WorkerException if the worker fails
   */
  public void wake() {
    exchange(
        "whether it is awake",
        () -> {
          requests.begin(Message.WAKE, sequence, 0);
          requests.end();
        },
        () -> expect(Message.AWAKE, sequence, 0));
  }

  /** Stops the worker and its children (SIGSTOP): they use no core until {@link #resume()}. */
  public void pause() {
    if (!paused) {
      signal("-STOP");
      paused = true;
    }
  }

  /** Lets a paused worker go on (SIGCONT). */
  public void resume() {
    if (paused) {
      signal("-CONT");
      paused = false;
    }
  }

  /** Lets the threads that the worker has now run on these cores only, where that can be had. */
  public void confine(List<Integer> cores) {
    processHandles().forEach(one -> Affinity.ofProcess(one.pid(), cores));
  }

  private void signal(String signal) {
    List<String> command = new ArrayList<>(SIGNAL);
    command.addAll(List.of(signal, Long.toString(pid())));
    process.descendants().forEach(child -> command.add(Long.toString(child.pid())));
    try {
      int exitCode =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exitCode != 0 && !process.isAlive()) {
        throw failure(WorkerException.Kind.DIED, "ended while it had nothing to do");
      }
    } catch (IOException e) {
      throw new WorkerException(
          WorkerException.Kind.NOT_STARTED, "the shell that sends signals: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The CPU time that the worker and its children have used; zero where it cannot be read. */
  public Duration cpuTime() {
    Duration total = process.info().totalCpuDuration().orElse(Duration.ZERO);
    for (ProcessHandle child : process.descendants().toList()) {
      total = total.plus(child.info().totalCpuDuration().orElse(Duration.ZERO));
    }
    return total;
  }

  /** How many processes the worker consists of, those included that hold it. */
  public int processes() {
    return 1 + (int) process.descendants().count();
  }

  /** How many threads all of them have; zero where it cannot be read. */
  public int threads() {
    int threads = threadsOf(pid());
    for (ProcessHandle child : process.descendants().toList()) {
      threads += threadsOf(child.pid());
    }
    return threads;
  }

  private static int threadsOf(long pid) {
    return tasks(pid).length;
  }

  /** All threads of the worker and its children; none where it cannot be read. */
  public List<ThreadUse> threadUse() {
    return processHandles()
        .flatMap(one -> Stream.of(tasks(one.pid())))
        .flatMap(task -> ThreadUse.read(task).stream())
        .toList();
  }

  private Stream<ProcessHandle> processHandles() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  private static File[] tasks(long pid) {
    File[] tasks = new File("/proc/" + pid + "/task").listFiles();
    return tasks == null ? new File[0] : tasks;
  }

  /**
   * The time that its threads have been running or waiting for a core: what they wanted, whether or
   * not the machine was too busy to give it. Empty where the kernel does not say.
   */
  public Optional<Duration> demand() {
    return threadUse().stream().map(one -> one.cpu().plus(one.waited())).reduce(Duration::plus);
  }

  /** Ends the worker and its children. */
  @Override
  public void close() {
    destroy();
    LIVE.remove(this);
    buffer.close();
  }

  private synchronized void destroy() {
    // Children first found, then ended after their parent, so that none is made in between.
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    // The kernel ends a process soon after it was told to, not at once.
    awaitEnd();
    children.forEach(child -> ProcessEnd.await(child, MOST_TO_END));
    buffer.forgetName();
  }

  private void awaitEnd() {
    process
        .onExit()
        .orTimeout(MOST_TO_END.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(late -> process)
        .join();
  }

  private interface Exchange {
    void run() throws IOException;
  }

  /** Sends a request and reads its answer, both before the deadline. */
  private void exchange(String purpose, Exchange request, Exchange answer) {
    if (failure != null) {
      throw failure;
    }
    Future<?> alarm =
        WATCHDOG.schedule(
            () -> {
              timedOut = true;
              destroy();
            },
            deadline.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      if (sequence > 0 && answers.hasLeftovers()) {
        throw new FrameReader.MalformedFrameException("it wrote what nobody asked for");
      }
      request.run();
      answer.run();
      sequence++;
    } catch (FrameReader.MalformedFrameException e) {
      throw brokeProtocol(purpose, e);
    } catch (InternalError e) {
      // The JVM's, to whoever has looked for a hint where there is no memory any more.
      throw brokeProtocol(purpose, SharedBuffer.cutShort());
    } catch (IOException e) {
      // The end of either pipe: the process is gone, or the watchdog ended it.
      throw timedOut
          ? failure(
              WorkerException.Kind.TIMED_OUT,
              "did not answer within %d s when asked %s".formatted(deadline.toSeconds(), purpose))
          : died(purpose);
    } finally {
      alarm.cancel(false);
    }
  }

  private WorkerException brokeProtocol(String purpose, IOException e) {
    return failure(
        WorkerException.Kind.PROTOCOL,
        "broke the protocol when asked " + purpose + ": " + e.getMessage());
  }

  private WorkerException died(String purpose) {
    // A failing worker may end between its last frame and our next request: its answer counts.
    awaitEnd();
    if (process.isAlive()) {
      return failure(WorkerException.Kind.DIED, "closed its pipe when asked " + purpose);
    }
    // Now, for to end a process, be it gone already, is to close what has not been read of it.
    standardError.awaitEnd();
    return failure(
        WorkerException.Kind.DIED,
        "ended (exit code %d) when asked %s".formatted(process.exitValue(), purpose));
  }

  /**
   * Ends the worker and says why, with the last thing that it printed about itself. A process that
   * has ended without a word of ours may not have come that far: then what it printed first tells,
   * which is the JVM's own reason if that has refused its flags.
   */
  private WorkerException failure(WorkerException.Kind kind, String what) {
    close();
    String printed = standardError.text();
    String detail =
        lastFailureLine(printed)
            .map(line -> ": " + line)
            .or(
                () ->
                    kind == WorkerException.Kind.DIED
                        ? firstLine(printed).map(line -> "; it printed: " + line)
                        : Optional.empty())
            .orElse("");
    failure = new WorkerException(kind, name + ": " + what + detail);
    return failure;
  }

  private static Optional<String> lastFailureLine(String printed) {
    return printed
        .lines()
        .filter(line -> line.startsWith(WorkerMain.FAILURE_PREFIX))
        .reduce((one, later) -> later)
        .map(line -> cleaned(line.substring(WorkerMain.FAILURE_PREFIX.length())))
        .filter(line -> !line.isEmpty());
  }

  /** The first line with a word in it: that a module is an incubator's is said by every worker. */
  private static Optional<String> firstLine(String printed) {
    return printed
        .lines()
        .filter(line -> line.chars().anyMatch(Character::isLetter))
        .filter(line -> !line.startsWith(INCUBATOR_WARNING))
        .findFirst()
        .map(WorkerProcess::cleaned);
  }

  private static String cleaned(String line) {
    String clean = line.replaceAll("\\p{Cntrl}", " ").strip();
    return clean.length() <= LONGEST_DETAIL ? clean : clean.substring(0, LONGEST_DETAIL) + "…";
  }

  /** Reads the header of the answer that is due, and nothing else. */
  private void expect(Message expected, int expectedSequence, int payloadBytes) throws IOException {
    Message message = answers.next();
    if (answers.sequence() != expectedSequence) {
      throw new FrameReader.MalformedFrameException(
          "answer number %d is due, number %d came"
              .formatted(expectedSequence, answers.sequence()));
    }
    if (message == Message.FAILED && answers.remaining() == 4) {
      throw reported(answers.readInt());
    }
    if (message != expected || answers.remaining() != payloadBytes) {
      throw new FrameReader.MalformedFrameException(
          "%s with %d bytes is due, %s with %d came"
              .formatted(expected, payloadBytes, message, answers.remaining()));
    }
  }

  private WorkerException reported(int code) {
    standardError.await(WorkerMain.FAILURE_PREFIX);
    if (code == WorkerException.Kind.NO_PROVIDER.code()) {
      return failure(WorkerException.Kind.NO_PROVIDER, "the provider could not be loaded");
    }
    return code == WorkerException.Kind.OUT_OF_MEMORY.code()
        ? failure(WorkerException.Kind.OUT_OF_MEMORY, "ran out of memory")
        : failure(WorkerException.Kind.THREW, "the trainer failed");
  }

  /** A trainer in the worker, known by its slot. */
  private final class RemoteTrainer implements Trainer {
    private final int slot;
    private final int tokens;
    private final int parameters;
    private float loss;

    RemoteTrainer(int slot, int tokens, int parameters) {
      this.slot = slot;
      this.tokens = tokens;
      this.parameters = parameters;
    }

    @Override
    public float step(int[] inputs, int[] targets, float learningRate) {
      if (inputs.length != tokens || targets.length != tokens) {
        throw new IllegalArgumentException("a step takes %d tokens".formatted(tokens));
      }
      exchange(
          "for a step",
          () -> {
            requests.begin(Message.STEP, sequence, 4 * (3 + 2 * tokens));
            requests.writeInt(slot);
            requests.writeFloat(learningRate);
            requests.writeInt(tokens);
            requests.writeInts(inputs);
            requests.writeInts(targets);
            requests.end();
          },
          () -> {
            expect(Message.LOSS, sequence, 4);
            loss = answers.readFloat();
          });
      return loss;
    }

    @Override
    public void readParameters(float[] destination) {
      if (destination.length != parameters) {
        throw new IllegalArgumentException(
            "%d parameters for a model of %d".formatted(destination.length, parameters));
      }
      exchange(
          "for its parameters",
          () -> sendSlot(Message.READ),
          () -> {
            expect(Message.PARAMETERS, sequence, SharedBuffer.ANNOUNCEMENT_BYTES);
            buffer.receive(destination, answers);
          });
    }

    @Override
    public void close() {
      if (failure != null) {
        // It went with its worker.
        return;
      }
      exchange(
          "to close a trainer",
          () -> sendSlot(Message.CLOSE),
          () -> expect(Message.CLOSED, sequence, 0));
    }

    private void sendSlot(Message message) throws IOException {
      requests.begin(message, sequence, 4);
      requests.writeInt(slot);
      requests.end();
    }
  }
}
