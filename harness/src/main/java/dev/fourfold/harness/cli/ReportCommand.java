package dev.fourfold.harness.cli;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.report.Explanations;
import dev.fourfold.harness.report.HtmlReport;
import dev.fourfold.harness.result.OutputFile;
import dev.fourfold.harness.result.ResultFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Results as a page. */
@Command(
    name = "report",
    description =
        "Writes one self-contained HTML page of results: speedups, rounds, losses, verification,"
            + " the machine, and where the time goes. It needs no network.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fourfold report results --output report.html",
      "  fourfold explain my-submission --json > explain.json",
      "  fourfold report results/mine explain.json --output report.html",
      "",
      "An explain.json beside a result.json is read too."
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RESULT",
      arity = "1..*",
      description =
          "A result.json, a directory with some below it, or what explain --json printed.")
  private List<Path> places;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The page; it must not exist.")
  private Path output;

  @Option(
      names = "--published",
      description =
          "Add the published series of another CPU speedup task, whose figures are not comparable"
              + " in kind.")
  private boolean published;

  @Mixin private JsonOption json;

  /** What {@code --json} prints. */
  private record Written(String schema, String output) {}

  @Override
  public Integer call() {
    OutputFile file = new OutputFile(output);
    List<Path> left = new ArrayList<>(places);
    Explanations explanations = Explanations.takeFrom(left);
    if (left.isEmpty()) {
      throw new BadInputException("no result among them: only explanations");
    }
    ResultFiles files = ResultFiles.read(left);
    files.notes().forEach(spec.commandLine().getErr()::println);
    file.write(HtmlReport.render(files, explanations, published));
    if (json.isChosen()) {
      JsonOption.print(
          spec.commandLine().getOut(), new Written("fourfold/report/1", output.toString()));
    } else {
      spec.commandLine().getErr().println("report: " + output);
    }
    return 0;
  }
}
