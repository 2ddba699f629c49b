package dev.fourfold.harness.cli;

import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.CleanUp;
import dev.fourfold.harness.PlainText;
import dev.fourfold.harness.result.OutputDirectory;
import dev.fourfold.harness.submission.Starter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A new submission. */
@Command(
    name = "init",
    description =
        "Writes a new submission that passes check: the naive trainer's sources under your"
            + " package, a manifest, a README with the rules, and a pom.xml for an IDE.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fourfold init my-trainer",
      "  fourfold init my-trainer --name \"Tiled products\" --author Ada --package ada.tiled"
    })
final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private JsonOption json;

  @Parameters(paramLabel = "DIR", description = "Where it goes; must not exist, or be empty.")
  private String word;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What tables call it (default: the directory's name).")
  private String name;

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "Who answers for it (default: the name that you are logged in with).")
  private String author;

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "The package of its sources (default: made from the name).")
  private String javaPackage;

  /** What there is now. */
  private record Written(String schema, String directory, String name, List<String> files) {}

  @Override
  public Integer call() {
    Path directory = path(word);
    Starter starter = starter(directory);
    try {
      if (isEmptyDirectory(directory)) {
        fill(starter, directory);
      } else {
        try (OutputDirectory output = new OutputDirectory(directory)) {
          starter.write(output.staging());
          output.publish();
        }
      }
      print(directory, starter);
      return 0;
    } catch (IOException e) {
      throw BadInputException.of("cannot write to " + directory, e);
    }
  }

  private static Path path(String word) {
    try {
      return Path.of(word);
    } catch (InvalidPathException e) {
      throw new BadInputException("'%s' is no path".formatted(word));
    }
  }

  private Starter starter(Path directory) {
    String ownName = directory.toAbsolutePath().normalize().getFileName() + "";
    String chosenName = name != null ? name : ownName;
    return new Starter(
        chosenName.strip(),
        author != null ? author.strip() : System.getProperty("user.name", "unknown"),
        javaPackage != null ? javaPackage : Starter.packageFor(chosenName));
  }

  private static boolean isEmptyDirectory(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (!Files.isDirectory(directory)) {
      throw new BadInputException("%s is there and is no directory".formatted(directory));
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new BadInputException("%s is not empty".formatted(directory));
      }
    }
    return true;
  }

  /** Somebody may be in it, so it stays the directory that it is; half a submission does not. */
  private static void fill(Starter starter, Path directory) throws IOException {
    try {
      starter.write(directory);
    } catch (IOException e) {
      CleanUp.empty(directory);
      throw e;
    }
  }

  private void print(Path directory, Starter starter) throws IOException {
    PrintWriter stdout = spec.commandLine().getOut();
    List<String> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files =
          walk.filter(Files::isRegularFile)
              .map(file -> directory.relativize(file).toString())
              .sorted()
              .toList();
    }
    if (json.isChosen()) {
      JsonOption.print(
          stdout, new Written("fourfold/init/1", directory.toString(), starter.name(), files));
      return;
    }
    String shown = PlainText.line(directory.toString());
    stdout.println(
        "%s: %d files; README.md has the task and the rules".formatted(shown, files.size()));
    stdout.println("next: fourfold check " + shown);
    stdout.flush();
  }
}
