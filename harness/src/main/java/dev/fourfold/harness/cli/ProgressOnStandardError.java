package dev.fourfold.harness.cli;

import dev.fourfold.harness.measure.Progress;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with a time estimate where standard error is a terminal, plain lines where it is not. */
final class ProgressOnStandardError {
  private ProgressOnStandardError() {}

  static Progress create(PrintWriter err) {
    return create(err, "grading");
  }

  /**
   * As {@link #create(PrintWriter)}.
   *
   * @param activity what stands before the bar
   */
  static Progress create(PrintWriter err, String activity) {
    // Java can tell of standard input and output only; the launcher looks at standard error.
    return Boolean.getBoolean("fourfold.terminal") ? new Bar(err, activity) : new Lines(err);
  }

  private static final class Lines implements Progress {
    private final PrintWriter err;

    Lines(PrintWriter err) {
      this.err = err;
    }

    @Override
    public void expect(long units) {}

    @Override
    public void step(String what) {}

    @Override
    public void say(String line) {
      err.println(line);
      err.flush();
    }

    @Override
    public void close() {}
  }

  private static final class Bar implements Progress {
    private final PrintWriter err;
    private final String activity;
    private ProgressBar bar;

    Bar(PrintWriter err, String activity) {
      this.err = err;
      this.activity = activity;
    }

    @Override
    public void expect(long units) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(activity)
              .setStyle(ProgressBarStyle.ASCII)
              .setInitialMax(units)
              .clearDisplayOnFinish()
              .build();
    }

    @Override
    public void step(String what) {
      bar.step();
      bar.setExtraMessage(what);
    }

    @Override
    public void say(String line) {
      if (bar == null) {
        err.println(line);
        err.flush();
      } else {
        bar.setExtraMessage(line);
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
