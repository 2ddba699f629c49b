package dev.fourfold.harness.cli;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.report.Comparison;
import dev.fourfold.harness.report.ComparisonFormat;
import dev.fourfold.harness.result.ResultFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Results side by side. */
@Command(
    name = "compare",
    description =
        "Ranks results by their speedups; results whose intervals overlap have a place in common."
            + " Every result is computed again from its samples first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fourfold compare results",
      "  fourfold compare results --group --format markdown",
      "  fourfold compare a/result.json b/result.json --published --format latex"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RESULT",
      arity = "1..*",
      description = "A result.json, or a directory: every result.json below it.")
  private List<Path> places;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private ComparisonFormat format;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  @Option(
      names = "--group",
      description =
          "Rank each workload on each machine by itself. Without it results of several are"
              + " refused.")
  private boolean group;

  @Option(
      names = "--published",
      description =
          "Add the published series of another CPU speedup task, whose figures are not comparable"
              + " in kind.")
  private boolean published;

  @Override
  public Integer call() {
    ResultFiles files = ResultFiles.read(places);
    Comparison comparison = Comparison.of(files.records(), published);
    if (comparison.groups().size() > 1 && !group) {
      throw new BadInputException(
          "these results are of %d kinds, %s and %s among them: --group ranks each by itself"
              .formatted(
                  comparison.groups().size(),
                  comparison.groups().get(0).kind(),
                  comparison.groups().get(1).kind()));
    }
    files.notes().forEach(spec.commandLine().getErr()::println);
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.print((json ? ComparisonFormat.JSON : format).render(comparison));
    stdout.flush();
    return 0;
  }
}
