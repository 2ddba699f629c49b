package dev.fourfold.harness.cli;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.result.OutputDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** For who reads manuals. */
@Command(
    name = "man",
    description = "Writes manual pages, one for each command.",
    footerHeading = "%nExamples:%n",
    footer = {"  fourfold man --out man1", "  man -l man1/fourfold-grade.1"})
final class ManCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private JsonOption json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where they go; must not exist.")
  private Path out;

  private record Written(String schema, String directory, Set<String> files) {}

  @Override
  public Integer call() {
    Map<String, String> pages = ManPages.of(spec.root());
    try (OutputDirectory output = new OutputDirectory(out)) {
      for (Map.Entry<String, String> page : pages.entrySet()) {
        Files.writeString(output.staging().resolve(page.getKey()), page.getValue());
      }
      output.publish();
    } catch (IOException e) {
      throw BadInputException.of("cannot write to " + out, e);
    }
    PrintWriter stdout = spec.commandLine().getOut();
    if (json.isChosen()) {
      JsonOption.print(stdout, new Written("fourfold/man/1", out.toString(), pages.keySet()));
    } else {
      stdout.println("%d pages: %s".formatted(pages.size(), out));
    }
    return 0;
  }
}
