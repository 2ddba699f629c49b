package dev.fourfold.harness.cli;

import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.explain.Explainer;
import dev.fourfold.harness.explain.Explanation;
import dev.fourfold.harness.report.ExplanationReport;
import dev.fourfold.harness.submission.Candidate;
import dev.fourfold.harness.submission.Workspace;
import dev.fourfold.harness.verify.WorkerFailures;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Where a step's time goes. */
@Command(
    name = "explain",
    description =
        "Says where a step's time goes, phase by phase, and what each phase reaches of the"
            + " machine's limit.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fourfold explain frontier --workload medium",
      "  fourfold explain my-submission",
      "",
      "A submission's methods are sorted into phases by @InPhase, of dev.fourfold.core.training;",
      "without it only the methods are listed."
    })
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Parameters(
      paramLabel = "CANDIDATE",
      description = "A built-in trainer's name or a submission's directory.")
  private String word;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Override
  public Integer call() {
    Explainer explainer =
        new Explainer(
            training.workload(), training.corpus(), training.threads(), training.deadline());
    try (Workspace workspace = new Workspace()) {
      Candidate candidate = Candidate.resolve(word, workspace, training.allowUnsandboxed());
      spec.commandLine().getErr().println("watching " + candidate.name() + " for some seconds");
      print(explain(explainer, candidate, workspace));
      return 0;
    }
  }

  private static Explanation explain(
      Explainer explainer, Candidate candidate, Workspace workspace) {
    try {
      return explainer.explain(candidate, workspace);
    } catch (WorkerException e) {
      if (WorkerFailures.isOurs(e, candidate) || Fourfold.isEndingAfterAll()) {
        throw e;
      }
      throw new BadInputException(e.getMessage());
    }
  }

  private void print(Explanation explanation) {
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.println(
          JsonMapper.builder()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .build()
              .writeValueAsString(explanation));
    } else {
      stdout.print(ExplanationReport.render(explanation));
    }
    stdout.flush();
  }
}
