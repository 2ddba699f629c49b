package dev.fourfold.harness.cli;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.PlainText;
import dev.fourfold.harness.doctor.UnfitMachineException;
import dev.fourfold.harness.result.Verdict;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
      ListCommand.class,
      ExploitsCommand.class
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
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Fourfold::complain)
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> fourfold.explain(failure, err));
    try {
      return commandLine.execute(arguments);
    } catch (Error e) {
      return fourfold.explain(e, err);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private static int complain(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("fourfold: " + PlainText.lines(failure.getMessage()));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    return BAD_INPUT;
  }

  private int explain(Throwable failure, PrintWriter err) {
    if (ending) {
      // Ctrl-C: workers were ended under our hands, and what that led to is no news.
      return OUR_FAULT;
    }
    if (failure instanceof UnfitMachineException) {
      err.println("fourfold: " + failure.getMessage());
      return Verdict.UNRESOLVED.exitCode();
    }
    boolean badInput = failure instanceof BadInputException;
    err.println(
        "fourfold: "
            + (badInput ? "" : "our own fault: ")
            + PlainText.lines(
                failure.getMessage() == null ? failure.toString() : failure.getMessage()));
    if (verbose) {
      failure.printStackTrace(err);
    } else if (!badInput) {
      err.println("Run it again with --verbose for the details.");
    }
    return badInput ? BAD_INPUT : OUR_FAULT;
  }
}
