package dev.fourfold.harness.cli;

import dev.fourfold.harness.result.ResultCheck;
import dev.fourfold.harness.result.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recomputes a result. */
@Command(
    name = "verify-result",
    description =
        "Computes every derived number of a result again from its samples and says whether they"
            + " agree. Runs nothing.",
    footerHeading = "%nExample:%n",
    footer = "  fourfold verify-result results/20260101-120000-human/result.json")
final class VerifyResultCommand implements Callable<Integer> {
  private static final int MOST_SHOWN = 20;

  @Spec private CommandSpec spec;

  @Mixin private JsonOption json;

  private record Checked(
      String schema, boolean sound, int compared, List<ResultCheck.Disagreement> disagreements) {}

  @Parameters(paramLabel = "FILE", description = "A result.json.")
  private Path file;

  @Override
  public Integer call() {
    ResultCheck.Outcome outcome = ResultCheck.of(file);
    PrintWriter stdout = spec.commandLine().getOut();
    boolean sound = outcome.disagreements().isEmpty();
    if (json.isChosen()) {
      JsonOption.print(
          stdout,
          new Checked(
              "fourfold/verify-result/1", sound, outcome.compared(), outcome.disagreements()));
      return (sound ? Verdict.VERIFIED : Verdict.REJECTED).exitCode();
    }
    if (sound) {
      stdout.println(
          "%s: sound: %d values follow from %d rounds' samples"
              .formatted(file, outcome.compared(), outcome.result().rounds().size()));
      return Verdict.VERIFIED.exitCode();
    }
    stdout.println(
        "%s: not sound: %d of %d values do not follow from its samples"
            .formatted(file, outcome.disagreements().size(), outcome.compared()));
    outcome.disagreements().stream()
        .limit(MOST_SHOWN)
        .forEach(
            one ->
                stdout.println(
                    "  %s: recorded %s, recomputed %s"
                        .formatted(
                            one.field(), printable(one.recorded()), printable(one.recomputed()))));
    return Verdict.REJECTED.exitCode();
  }

  /** A stranger's file may hold anything: shown short and without control characters. */
  private static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.length() <= 120 ? clean : clean.substring(0, 120) + "…";
  }
}
