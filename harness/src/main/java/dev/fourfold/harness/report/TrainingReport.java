package dev.fourfold.harness.report;

import dev.fourfold.harness.training.TrainingPoint;
import dev.fourfold.harness.training.TrainingRecord;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** What {@code train} prints: the curve, what it is to be read against, and the sampled text. */
public final class TrainingReport {
  private TrainingReport() {}

  /** As text. */
  public static String render(TrainingRecord training) {
    TrainingRecord.HeldOut heldOut = training.heldOut();
    Formatter text = new Formatter(Locale.ROOT);
    text.format(
        "%s on %s, workload %s, %d threads, seed %d: %,d steps in %.1f s%n",
        training.trainer(),
        training.corpus(),
        training.workload(),
        training.threads(),
        training.seed(),
        training.steps(),
        training.seconds());
    text.format("%n");
    text.format(
        "  %6s  %8s  %13s  %8s  %8s%n", "step", "seconds", "learning rate", "loss", "held out");
    for (TrainingPoint point : training.curve()) {
      text.format(
          "  %6d  %8.1f  %13.2e  %8.4f  %8.4f%n",
          point.step(),
          point.seconds(),
          point.learningRate(),
          point.trainingLoss(),
          point.heldOutLoss());
    }
    text.format("%n");
    text.format(
        "Losses are in nats a byte; the last held out is the mean over %,d bytes of a text of %,d.%n",
        heldOut.lossTokens(), heldOut.bytes());
    text.format(
        "That text's byte-unigram entropy is %.4f, its byte-bigram entropy %.4f: the model is %s.%n",
        heldOut.unigramEntropy(),
        heldOut.bigramEntropy(),
        verdict(training.finalHeldOutLoss(), heldOut));
    text.format("%n");
    text.format(
        "A sample at temperature %s; what is before ▸ is its prompt, from the held-out text:%n",
        training.sample().temperature());
    text.format("%n");
    for (String line : lines(training.sample())) {
      text.format("%s%n", ("  | " + line).stripTrailing());
    }
    return text.toString();
  }

  private static List<String> lines(TrainingRecord.Sample sample) {
    return (sample.prompt() + "▸" + sample.text()).lines().toList();
  }

  private static String verdict(double loss, TrainingRecord.HeldOut heldOut) {
    if (loss < heldOut.bigramEntropy()) {
      return "below both";
    }
    return loss < heldOut.unigramEntropy()
        ? "between the two"
        : "above both, worse than counting bytes";
  }
}
