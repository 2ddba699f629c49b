package dev.fourfold.harness.submission;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.benchmarks.episode.WorkerCommand;
import dev.fourfold.core.training.Trainer;
import dev.fourfold.harness.BadInputException;
import dev.fourfold.harness.sandbox.AllowedApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * What a new submission begins with: the naive trainer under the author's package, a manifest, a
 * README with the rules as they are enforced, and a {@code pom.xml} for IDEs.
 *
 * @param name as tables show it
 * @param author who answers for it
 * @param javaPackage where its sources are
 */
public record Starter(String name, String author, String javaPackage) {
  private static final String PROVIDER = "NaiveProvider";

  /** Where the baselines keep the naive trainer's sources, as text. */
  private static final String SOURCES = "starter";

  private static final String SOURCE_PACKAGE = "package dev.fourfold.baselines.naive;";

  private static final String README = "starter-README.md";

  /**
   * Makes sure that a submission may be called so.
   *
   * @throws BadInputException if not
   */
  public Starter {
    boolean isOurs = (javaPackage + ".").startsWith("dev.fourfold.");
    boolean isJava = javaPackage.matches("(java|javax|jdk)(\\..*)?");
    if (!SourceVersion.isName(javaPackage) || isOurs || isJava) {
      throw new BadInputException(
          "'%s' is no package of your own: give one with --package, for example my.trainer"
              .formatted(javaPackage));
    }
    Manifest.of("init", manifest(name, author, javaPackage));
  }

  /** A package for a submission of this name: its letters and digits. */
  public static String packageFor(String name) {
    String word = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return SourceVersion.isName(word) ? word : "trainer" + word;
  }

  /** Writes it into an empty directory. */
  public void write(Path directory) throws IOException {
    Path sources =
        Files.createDirectories(directory.resolve("src").resolve(javaPackage.replace('.', '/')));
    for (Map.Entry<String, String> source : naiveSources().entrySet()) {
      Files.writeString(sources.resolve(source.getKey()), underNewName(source.getValue()));
    }
    Files.writeString(directory.resolve("README.md"), readme());
    Files.writeString(directory.resolve("pom.xml"), pom());
    Files.writeString(directory.resolve(".gitignore"), "target/\nresults/\n");
    // Last: without it the directory is no submission yet.
    Files.writeString(directory.resolve(Manifest.FILE), text(manifest(name, author, javaPackage)));
  }

  private static Properties manifest(String name, String author, String javaPackage) {
    Properties properties = new Properties();
    properties.setProperty("name", name);
    properties.setProperty("author", author);
    properties.setProperty("description", "The naive trainer, to begin with");
    properties.setProperty("provider", javaPackage + "." + PROVIDER);
    return properties;
  }

  /** As {@link Properties#store} escapes it, without its comment of the time. */
  private static String text(Properties properties) {
    StringWriter written = new StringWriter();
    try {
      properties.store(written, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return written
        .toString()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .sorted()
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private String underNewName(String source) {
    return source
        .replace(SOURCE_PACKAGE, "package " + javaPackage + ";")
        .replace("return \"naive\";", "return " + literal(name) + ";");
  }

  private static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        literal.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        literal.append("\\u%04x".formatted((int) c));
      } else {
        literal.append(c);
      }
    }
    return literal.append('"').toString();
  }

  /** By file name. */
  private static Map<String, String> naiveSources() throws IOException {
    Path home =
        WorkerCommand.home(
            BuiltInTrainers.named(BuiltInTrainers.BASELINE).orElseThrow().getClass());
    if (Files.isDirectory(home)) {
      return read(home.resolve(SOURCES));
    }
    try (FileSystem jar = FileSystems.newFileSystem(home)) {
      return read(jar.getPath(SOURCES));
    }
  }

  private static Map<String, String> read(Path directory) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        sources.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return sources;
  }

  private String readme() throws IOException {
    try (InputStream template = Starter.class.getResourceAsStream(README)) {
      return new String(template.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${java}", Integer.toString(Runtime.version().feature()))
          .replace("${packages}", bullets(AllowedApi.packages()))
          .replace("${classes}", bullets(AllowedApi.classes()))
          .replace(
              "${members}",
              AllowedApi.members().entrySet().stream()
                  .map(entry -> "- `%s`: %s".formatted(entry.getKey(), inLine(entry.getValue())))
                  .collect(Collectors.joining("\n")))
          .replace(
              "${denied}",
              AllowedApi.denied().entrySet().stream()
                  .map(entry -> "- `%s`: %s".formatted(entry.getKey(), entry.getValue()))
                  .collect(Collectors.joining("\n")))
          .replace("${flags}", inLine(Manifest.allowedJvmArgs()))
          .replace("${given}", inLine(WorkerCommand.jvmFlags()))
          .replace("${provider}", javaPackage + "." + PROVIDER)
          .replace("${name}", name);
    }
  }

  private static String bullets(Collection<String> words) {
    return words.stream().map("- `%s`"::formatted).collect(Collectors.joining("\n"));
  }

  private static String inLine(Collection<String> words) {
    return words.stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
  }

  /** The jar of core lies in no repository: IDEs take it from this checkout. */
  private String pom() {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- For IDEs, and to see quickly whether it compiles (mvn compile). Fourfold compiles the
             sources itself and does not read this file. -->
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>submission</groupId>
          <artifactId>${artifact}</artifactId>
          <version>1</version>
          <name>${name}</name>

          <properties>
            <maven.compiler.release>${java}</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
            <!-- Of the checkout that made this file; elsewhere: mvn -Dfourfold.core=FILE. -->
            <fourfold.core>${core}</fourfold.core>
          </properties>

          <dependencies>
            <dependency>
              <groupId>dev.fourfold</groupId>
              <artifactId>core</artifactId>
              <version>0</version>
              <scope>system</scope>
              <systemPath>${fourfold.core}</systemPath>
            </dependency>
          </dependencies>

          <build>
            <sourceDirectory>src</sourceDirectory>
            <plugins>
              <plugin>
                <groupId>org.apache.maven.plugins</groupId>
                <artifactId>maven-resources-plugin</artifactId>
                <version>3.3.1</version>
              </plugin>
              <plugin>
                <groupId>org.apache.maven.plugins</groupId>
                <artifactId>maven-compiler-plugin</artifactId>
                <version>3.16.0</version>
                <configuration>
                  <compilerArgs>
                    <arg>--add-modules=jdk.incubator.vector</arg>
                  </compilerArgs>
                </configuration>
              </plugin>
            </plugins>
          </build>
        </project>
        """
        .replace("${artifact}", javaPackage)
        .replace("${java}", Integer.toString(Runtime.version().feature()))
        .replace("${core}", xml(coreJar().toString()))
        .replace("${name}", xml(name));
  }

  private static Path coreJar() {
    Path home = WorkerCommand.home(Trainer.class);
    // Classes that were not packaged yet lie beside where their jar will be.
    return Files.isDirectory(home) ? home.resolveSibling("core.jar") : home;
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("${", "&#36;{");
  }
}
