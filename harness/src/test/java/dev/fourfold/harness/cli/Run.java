package dev.fourfold.harness.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command did: its exit code and what it printed on either stream. */
record Run(int exitCode, String out, String err) {

  static Run of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Fourfold.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
