package dev.fourfold.peers.libtorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.oracle.OracleProvider;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.Trace;
import dev.fourfold.core.training.Workload;
import org.junit.jupiter.api.Test;

/** What is timed beside the frontier is the same training. */
class LibtorchAgreesTest {
  /**
   * fp32 trainers agree with fp64 in a step's loss to about 3e-8 of it; the losses after it are
   * those of parameters that have drifted apart by as much again.
   */
  private static final double LOSS_TOLERANCE = 1e-6;

  /** Where a gradient is near zero AdamW's first steps turn rounding into whole steps. */
  private static final double CHANGE_TOLERANCE = 1e-3;

  @Test
  void agreesWithTheOracle() {
    for (Workload workload : new Workload[] {Workload.TINY, Workload.SMALL}) {
      Episode episode = Episode.draw(workload, 2, Corpus.commonsMath(), 7);
      Trace expected = episode.run(new OracleProvider());
      Trace actual = episode.run(new LibtorchProvider());
      double moved = 0;
      double off = 0;
      for (int i = 0; i < expected.finalParameters().length; i++) {
        float end = expected.finalParameters()[i];
        moved += Math.pow(end - episode.initialParameters()[i], 2);
        off += Math.pow(end - actual.finalParameters()[i], 2);
      }
      for (int step = 0; step < expected.losses().length; step++) {
        double loss = expected.losses()[step];
        assertEquals(loss, actual.losses()[step], LOSS_TOLERANCE * loss, workload.name());
      }
      double change = Math.sqrt(off / moved);
      assertTrue(change < CHANGE_TOLERANCE, () -> workload.name() + ": " + change);
    }
  }
}
