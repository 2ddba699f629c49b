package dev.fourfold.harness.measure;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.fourfold.core.training.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * The losses of a trainer's first timed episode, beside the trusted trainer's on the same one: for
 * a reader to look at, for every episode was checked.
 *
 * @param trainer {@code baseline}, {@code human} or {@code candidate}
 * @param seed what the episode was drawn from; a string in JSON, where 64 bits are no safe number
 * @param losses of each step, in nats per token
 * @param expected the trusted trainer's
 */
@JsonPropertyOrder({"trainer", "seed", "losses", "expected"})
public record LossSample(
    String trainer,
    @JsonFormat(shape = JsonFormat.Shape.STRING) long seed,
    List<Double> losses,
    List<Double> expected) {

  public LossSample {
    losses = List.copyOf(losses);
    expected = List.copyOf(expected);
  }

  static LossSample of(String trainer, long seed, Trace actual, Trace expected) {
    return new LossSample(trainer, seed, list(actual.losses()), list(expected.losses()));
  }

  LossSample as(String role) {
    return new LossSample(role, seed, losses, expected);
  }

  boolean isFinite() {
    return losses.stream().allMatch(Double::isFinite);
  }

  private static List<Double> list(float[] losses) {
    List<Double> list = new ArrayList<>();
    for (float loss : losses) {
      list.add((double) loss);
    }
    return list;
  }
}
