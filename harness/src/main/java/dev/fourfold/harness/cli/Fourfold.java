package dev.fourfold.harness.cli;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.PlainText;
import dev.fourfold.harness.verify.Reason;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** How many times faster can somebody make the training of a small language model run on a CPU? */
@Command(
    name = "fourfold",
    description =
        "How many times faster can somebody make the training of a small language model run on a"
            + " CPU?",
    mixinStandardHelpOptions = true,
    version = "fourfold 0.1.0",
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GradeCommand.class,
      CheckCommand.class,
      InitCommand.class,
      ExplainCommand.class,
      TrainCommand.class,
      TraceCommand.class,
      DoctorCommand.class,
      VerifyResultCommand.class,
      ReproduceCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      ListCommand.class,
      ExploitsCommand.class,
      CompletionCommand.class,
      ManCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fourfold grade",
      "  fourfold init my-trainer",
      "  fourfold check my-trainer",
      "  fourfold grade my-trainer --quick"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:verified, or done",
      "1:rejected: wrong or dishonest",
      "2:bad usage or bad input",
      "3:unresolved: the machine was too noisy to say",
      "70:our own fault"
    })
public final class Fourfold implements Runnable {
  static final int BAD_INPUT = 2;
  static final int OUR_FAULT = 70;

  /** Long enough for a signal to arrive; tests wait for it to. */
  private static final long SIGNAL_MILLISECONDS = Long.getLong("fourfold.signal", 200);

  private static volatile boolean ending;

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of failures.")
  private boolean verbose;

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    // JMH's lock is for people who start two JMHs by mistake; here it would only leave a file.
    System.setProperty("jmh.ignoreLock", "true");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true, "ending"));
    int exitCode =
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments);
    System.exit(exitCode);
  }

  /**
   * Runs a command.
   *
   * @return its exit code
   */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Fourfold fourfold = new Fourfold();
    CommandLine commandLine =
        new CommandLine(fourfold)
            .setOut(out)
            .setErr(err)
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(
                    Colours.of(Boolean.getBoolean("fourfold.output"), System.getenv())))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Fourfold::complain)
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> fourfold.explain(failure, out, err, arguments));
    try {
      return commandLine.execute(arguments);
    } catch (Error e) {
      return fourfold.explain(e, out, err, arguments);
    } finally {
      out.flush();
      err.flush();
    }
  }

  /** Whether this process has been told to end: what workers do now is no news. */
  static boolean isEnding() {
    return ending;
  }

  /**
   * Makes sure that what looks like a worker's failure is none of ours: Ctrl-C reaches the workers
   * as soon as this process, which may learn of their end before it learns of its own.
   */
  static boolean isEndingAfterAll() {
    if (ending) {
      return true;
    }
    try {
      Thread.sleep(SIGNAL_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ending;
  }

  /**
   * Whether what was thrown is no news for the same reason. Of what the user gave only compiling
   * takes another process.
   */
  static boolean isOfTheEnding(Throwable thrown) {
    boolean takesAProcess =
        !(thrown instanceof BadInputException badInput)
            || badInput.code().equals(BadInputException.DOES_NOT_COMPILE);
    return takesAProcess ? isEndingAfterAll() : ending;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private static int complain(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    String message = PlainText.lines(failure.getMessage());
    err.println("fourfold: " + message);
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    printAsJson(new Failure(BAD_INPUT, Failure.BAD_USAGE, message), command.getOut(), arguments);
    return BAD_INPUT;
  }

  /** What {@code --json} prints when a command came to no answer. */
  private record NoAnswer(String schema, int exitCode, List<Reason> reasons) {}

  /** Whether it was asked for is looked up by hand: the parser may not have got that far. */
  private static void printAsJson(Failure failure, PrintWriter out, String... arguments) {
    if (List.of(arguments).contains(JsonOption.NAME)) {
      Reason reason = new Reason(failure.code(), failure.message());
      JsonOption.print(
          out, new NoAnswer("fourfold/failure/1", failure.exitCode(), List.of(reason)));
    }
  }

  private int explain(Throwable thrown, PrintWriter out, PrintWriter err, String... arguments) {
    if (isOfTheEnding(thrown)) {
      return OUR_FAULT;
    }
    Failure failure = Failure.of(thrown);
    boolean isOurs = failure.exitCode() == OUR_FAULT;
    err.println(
        "fourfold: " + (isOurs ? "our own fault: " : "") + PlainText.lines(failure.message()));
    if (verbose) {
      thrown.printStackTrace(err);
    } else if (isOurs) {
      err.println("Run it again with --verbose for the details.");
    }
    printAsJson(failure, out, arguments);
    return failure.exitCode();
  }
}
