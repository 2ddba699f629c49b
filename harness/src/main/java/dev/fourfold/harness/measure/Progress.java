package dev.fourfold.harness.measure;

/** Is told how a grading gets on. */
public interface Progress extends AutoCloseable {
  /** So many units of work are to come, at most. */
  void expect(long units);

  /** One unit is done. */
  void step(String what);

  /** A line worth keeping. */
  void say(String line);

  @Override
  void close();
}
