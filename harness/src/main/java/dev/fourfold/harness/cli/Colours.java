package dev.fourfold.harness.cli;

import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** Whether help texts are coloured: on a terminal that can, unless somebody does not want it. */
final class Colours {
  private Colours() {}

  /**
   * What to do.
   *
   * @param terminal whether standard output is one: the launcher looks
   * @param environment of this process
   * @see <a href="https://no-color.org">no-color.org</a>
   */
  static Ansi of(boolean terminal, Map<String, String> environment) {
    boolean unwanted =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    return terminal && !unwanted ? Ansi.ON : Ansi.OFF;
  }
}
