package dev.fourfold.harness.cli;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Manual pages out of what the parser knows, in the language of man(7). */
final class ManPages {
  private ManPages() {}

  /** By file name: the page of a command and those of its commands. */
  static Map<String, String> of(CommandSpec command) {
    Map<String, String> pages = new TreeMap<>();
    pages.put(name(command) + ".1", page(command));
    command
        .subcommands()
        .values()
        .forEach(subcommand -> pages.putAll(of(subcommand.getCommandSpec())));
    return pages;
  }

  private static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  private static String page(CommandSpec command) {
    StringBuilder page = new StringBuilder();
    page.append(".TH \"%s\" 1\n".formatted(text(name(command).toUpperCase(Locale.ROOT))));
    page.append(".SH NAME\n%s \\- %s\n".formatted(text(name(command)), description(command)));
    page.append(".SH SYNOPSIS\n.B %s\n".formatted(text(command.qualifiedName())));
    page.append(command.subcommands().isEmpty() ? "" : "COMMAND\n");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      String label = text(parameter.paramLabel());
      page.append(parameter.arity().min() > 0 ? label : "[" + label + "]")
          .append(parameter.arity().isVariable() ? "...\n" : "\n");
    }
    page.append("[\\fIoptions\\fR]\n");
    page.append(".SH DESCRIPTION\n%s\n".formatted(description(command)));
    commands(command, page);
    options(command, page);
    page.append(".SH EXIT STATUS\n");
    command
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> entry(page, code, text(meaning)));
    if (command.usageMessage().footer().length > 0) {
      page.append(".SH EXAMPLES\n.nf\n");
      for (String line : command.usageMessage().footer()) {
        page.append(text(line)).append('\n');
      }
      page.append(".fi\n");
    }
    return page.toString();
  }

  private static void commands(CommandSpec command, StringBuilder page) {
    if (command.subcommands().isEmpty()) {
      return;
    }
    page.append(".SH COMMANDS\n");
    command
        .subcommands()
        .forEach(
            (name, subcommand) ->
                entry(page, text(name), description(subcommand.getCommandSpec())));
  }

  private static void options(CommandSpec command, StringBuilder page) {
    page.append(".SH OPTIONS\n");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      entry(page, text(parameter.paramLabel()), plain(parameter.description()));
    }
    for (OptionSpec option : command.options()) {
      boolean hasValue = option.arity().max() > 0;
      String names = String.join(", ", option.names());
      String value = hasValue ? " " + option.paramLabel() : "";
      String known = option.defaultValue() == null ? "" : option.defaultValue();
      entry(
          page,
          text(names + value),
          plain(option.description()).replace("${DEFAULT\\-VALUE}", text(known)));
    }
  }

  private static void entry(StringBuilder page, String term, String meaning) {
    page.append(".TP\n.B %s\n%s\n".formatted(term, meaning));
  }

  private static String description(CommandSpec command) {
    return plain(command.usageMessage().description());
  }

  private static String plain(String... lines) {
    return text(Help.Ansi.OFF.string(String.join(" ", lines)));
  }

  /** A line that is no request, whatever it begins with. */
  private static String text(String line) {
    String safe = line.replace("%n", " ").replace("\\", "\\e").replace("-", "\\-");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }
}
