package dev.fourfold.core.worker;

import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.TrainingTask;
import java.io.EOFException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;

/**
 * The child: loads one provider, named by its class, and answers requests until its standard input
 * ends. Whatever the trainer prints goes to standard error.
 */
public final class WorkerMain {
  /** What begins the line on standard error that says why the worker failed. */
  static final String FAILURE_PREFIX = "fourfold worker: ";

  /**
   * Who waits for a request has nothing else to do, and being woken costs 50 µs and more: longer
   * than the parent takes, once it has asked whether the worker is awake, to come to its point.
   */
  private static final long SPIN_NANOS = 500_000;

  private final FrameReader requests;
  private final FrameWriter answers;
  private final SharedBuffer buffer;
  private final List<Trainer> trainers = new ArrayList<>();
  private final List<Integer> parameterCounts = new ArrayList<>();
  private TrainerProvider provider;

  /** Of the last trainer's model: to work it out takes as long as a tenth of the parameters do. */
  private ParameterLayout layout;

  /**
   * Where parameters stand between the shared buffer and a trainer, which sees no memory that
   * others see. It is reused: fresh pages for every episode would cost more than copying does.
   */
  private float[] staging = new float[0];

  /** Read by nobody: what is not kept need not be fetched. */
  @SuppressWarnings("UnusedVariable")
  private float fetched;

  /** Reused for the same reason: fresh ones took half of the time of an exchange. */
  private int[] inputs = new int[0];

  private int[] targets = new int[0];

  private WorkerMain(FrameReader requests, FrameWriter answers, SharedBuffer buffer) {
    this.requests = requests;
    this.answers = answers;
    this.buffer = buffer;
  }

  /**
   * Runs a worker.
   *
   * @param arguments the name of the provider's class, and the file of the shared buffer
   */
  public static void main(String[] arguments) throws IOException {
    SharedBuffer buffer = SharedBuffer.open(new File(arguments[1]));
    WorkerMain worker =
        new WorkerMain(
            new FrameReader(new FileInputStream(FileDescriptor.in), buffer.others(), SPIN_NANOS),
            new FrameWriter(new FileOutputStream(FileDescriptor.out), buffer.own()),
            buffer);
    // Before any class of the submission is loaded: what it prints must not mix with the frames.
    System.setOut(System.err);
    System.setIn(InputStream.nullInputStream());
    int exitCode = worker.serve(arguments[0]);
    // Not a plain return: threads that a trainer left behind must not keep the process.
    Runtime.getRuntime().halt(exitCode);
  }

  private int serve(String providerClass) throws IOException {
    try {
      provider = load(providerClass);
    } catch (Throwable e) {
      // Whatever its initialisers and its constructor throw, errors included, is told and no crash.
      Throwable cause = causeOf(e);
      fail(
          0,
          cause instanceof OutOfMemoryError
              ? WorkerException.Kind.OUT_OF_MEMORY
              : WorkerException.Kind.NO_PROVIDER,
          cause);
      return 1;
    }
    answers.begin(Message.READY, 0, 0);
    answers.end();
    while (true) {
      Message request;
      try {
        request = requests.next();
      } catch (EOFException e) {
        return 0;
      }
      int sequence = requests.sequence();
      try {
        answer(request, sequence);
      } catch (OutOfMemoryError e) {
        trainers.clear();
        fail(sequence, WorkerException.Kind.OUT_OF_MEMORY, e);
        return 1;
      } catch (EOFException e) {
        return 0;
      } catch (Throwable e) {
        fail(sequence, WorkerException.Kind.THREW, e);
        return 1;
      }
    }
  }

  private static TrainerProvider load(String providerClass) throws ReflectiveOperationException {
    return Class.forName(providerClass)
        .asSubclass(TrainerProvider.class)
        .getConstructor()
        .newInstance();
  }

  /** What an initialiser or a constructor threw says more than what it comes wrapped in. */
  private static Throwable causeOf(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof InvocationTargetException
            || cause instanceof ExceptionInInitializerError)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private void fail(int sequence, WorkerException.Kind kind, Throwable failure) throws IOException {
    System.err.println();
    failure.printStackTrace();
    System.err.println(FAILURE_PREFIX + failure);
    System.err.flush();
    answers.begin(Message.FAILED, sequence, 4);
    answers.writeInt(kind.code());
    answers.end();
    // Stay until the parent has read why: what is still in a pipe is easily lost with its process.
    requests.awaitEnd();
  }

  private void answer(Message request, int sequence) throws IOException {
    switch (request) {
      case CREATE -> {
        create();
        answers.begin(Message.CREATED, sequence, 0);
      }
      case STEP -> {
        float loss = step();
        answers.begin(Message.LOSS, sequence, 4);
        answers.writeFloat(loss);
      }
      case READ -> {
        int slot = requests.readInt();
        float[] destination = staging(parameterCounts.get(slot));
        trainers.get(slot).readParameters(destination);
        answers.begin(Message.PARAMETERS, sequence, SharedBuffer.ANNOUNCEMENT_BYTES);
        buffer.send(destination, answers);
      }
      case CLOSE -> {
        int slot = requests.readInt();
        trainers.get(slot).close();
        trainers.set(slot, null);
        answers.begin(Message.CLOSED, sequence, 0);
      }
      case WAKE -> {
        fetch();
        answers.begin(Message.AWAKE, sequence, 0);
      }
      default -> throw new IOException("a worker is never told " + request);
    }
    answers.end();
  }

  /** Slots are numbered from 0 in the order of creation, here and in the parent. */
  private void create() throws IOException {
    ModelConfig model =
        new ModelConfig(
            requests.readInt(),
            requests.readInt(),
            requests.readInt(),
            requests.readInt(),
            requests.readInt());
    OptimizerConfig optimizer =
        new OptimizerConfig(
            requests.readFloat(),
            requests.readFloat(),
            requests.readFloat(),
            requests.readFloat(),
            requests.readFloat());
    TrainingTask task = new TrainingTask(model, optimizer, requests.readInt(), requests.readInt());
    if (layout == null || !layout.model().equals(model)) {
      layout = ParameterLayout.of(model);
    }
    float[] initial = staging(layout.size());
    buffer.receive(initial, requests);
    trainers.add(provider.create(task, initial));
    parameterCounts.add(initial.length);
  }

  /**
   * Fetches what the next episode is handed over through: a core that has slept has lost its
   * caches, and that is no trainer's doing either.
   */
  private void fetch() {
    fetched = buffer.fetch() + SharedBuffer.fetch(staging);
  }

  private float[] staging(int length) {
    if (staging.length != length) {
      staging = new float[length];
    }
    return staging;
  }

  private float step() throws IOException {
    int slot = requests.readInt();
    float learningRate = requests.readFloat();
    int tokens = requests.readInt();
    if (inputs.length != tokens) {
      inputs = new int[tokens];
      targets = new int[tokens];
    }
    requests.readInts(inputs);
    requests.readInts(targets);
    return trainers.get(slot).step(inputs, targets, learningRate);
  }
}
