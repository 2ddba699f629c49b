package dev.fourfold.harness.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** For who does not like to type. */
@Command(
    name = "completion",
    description = "Prints a script that completes commands and options in bash and zsh.",
    footerHeading = "%nExample:%n",
    footer = "  source <(./fourfold completion)")
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private JsonOption json;

  private record Script(String schema, String script) {}

  @Override
  public Integer call() {
    PrintWriter stdout = spec.commandLine().getOut();
    String script = AutoComplete.bash("fourfold", spec.root().commandLine());
    if (json.isChosen()) {
      JsonOption.print(stdout, new Script("fourfold/completion/1", script));
    } else {
      stdout.print(script);
      stdout.flush();
    }
    return 0;
  }
}
