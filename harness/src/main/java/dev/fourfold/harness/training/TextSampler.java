package dev.fourfold.harness.training;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws text from a model of bytes. */
final class TextSampler {
  /** Below 1 the likely gets likelier: fewer slips, less variety. */
  static final double TEMPERATURE = 0.7;

  private final TrainedModel model;
  private final SplittableRandom random;

  TextSampler(TrainedModel model, SplittableRandom random) {
    this.model = model;
    this.random = random;
  }

  /**
   * Goes on from a prompt.
   *
   * @param prompt at least one byte
   * @return that many bytes after the prompt
   */
  byte[] goOn(byte[] prompt, int length) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(prompt);
    double[] logits = readEndOf(text.toByteArray());
    for (int i = 0; i < length; i++) {
      int token = draw(logits);
      text.write(token);
      logits = model.isFull() ? readEndOf(text.toByteArray()) : model.read(token);
    }
    return Arrays.copyOfRange(text.toByteArray(), prompt.length, text.size());
  }

  /** Reads the end of a text, half a context of it, so that there is room to go on. */
  private double[] readEndOf(byte[] text) {
    model.forget();
    int half = Math.max(1, model.model().contextLength() / 2);
    double[] logits = {};
    for (int i = Math.max(0, text.length - half); i < text.length; i++) {
      logits = model.read(text[i] & 0xff);
    }
    return logits;
  }

  private int draw(double[] logits) {
    for (int i = 0; i < logits.length; i++) {
      logits[i] /= TEMPERATURE;
    }
    TrainedModel.softmax(logits);
    double left = random.nextDouble();
    int token = 0;
    while (token < logits.length - 1 && left >= logits[token]) {
      left -= logits[token];
      token++;
    }
    return token;
  }

  /** Bytes as a terminal may be shown them: whatever is neither text, tab nor newline as '·'. */
  static String printable(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    new String(bytes, StandardCharsets.UTF_8)
        .codePoints()
        .filter(point -> point != '\r')
        .map(point -> shows(point) ? point : '·')
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private static boolean shows(int point) {
    return point == '\n' || point == '\t' || !(Character.isISOControl(point) || point == 0xfffd);
  }
}
