package dev.fourfold.harness.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One trainer's turn, a few episodes in a row.
 *
 * @param number its place in the order of the round's blocks
 * @param trainer whose turn it was
 * @param pass the turn's number, from 1
 * @param attempt 1, or more if earlier attempts at this turn were disturbed
 * @param counted whether its episodes are part of the round's median
 * @param surroundings what the machine did meanwhile
 * @param disturbances what of that was too much
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record BlockRecord(
    int number,
    String trainer,
    int pass,
    int attempt,
    boolean counted,
    Surroundings surroundings,
    List<Disturbance> disturbances) {

  public BlockRecord {
    disturbances = List.copyOf(disturbances);
  }

  boolean isDisturbed() {
    return !disturbances.isEmpty();
  }

  /** The same block under the trainer's role. */
  BlockRecord of(String role) {
    return new BlockRecord(number, role, pass, attempt, counted, surroundings, disturbances);
  }

  private BlockRecord counted(boolean other) {
    return new BlockRecord(number, trainer, pass, attempt, other, surroundings, disturbances);
  }

  /**
   * Says which blocks count: of the attempts at a turn those that were not disturbed or, if all
   * were, all of them.
   */
  public static List<BlockRecord> count(List<BlockRecord> blocks) {
    Map<String, Boolean> undisturbed = new LinkedHashMap<>();
    for (BlockRecord block : blocks) {
      undisturbed.merge(turn(block), !block.isDisturbed(), Boolean::logicalOr);
    }
    List<BlockRecord> counted = new ArrayList<>();
    for (BlockRecord block : blocks) {
      counted.add(block.counted(!(block.isDisturbed() && undisturbed.get(turn(block)))));
    }
    return counted;
  }

  private static String turn(BlockRecord block) {
    return block.trainer() + "/" + block.pass();
  }
}
