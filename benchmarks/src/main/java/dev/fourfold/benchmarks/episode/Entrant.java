package dev.fourfold.benchmarks.episode;

import java.util.List;

/**
 * Somebody who takes part in a round.
 *
 * @param label what JMH's results call it; no two in a round are the same
 * @param command the command line that starts its worker
 */
public record Entrant(String label, List<String> command) {
  public Entrant {
    command = List.copyOf(command);
  }
}
