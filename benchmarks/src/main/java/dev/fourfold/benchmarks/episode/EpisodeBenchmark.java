package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Trace;
import dev.fourfold.core.training.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One episode in a worker process, seen from outside: the clock starts, the task, the initial
 * parameters and the batches go out, losses and final parameters come back, the clock stops.
 *
 * <p>Left out: the worker's start, drawing the episode, closing the trainer, and checking what came
 * back. {@code nothing} is a trainer that does nothing: what the harness itself costs.
 *
 * <p>By hand: {@code java -jar benchmarks/target/benchmarks.jar EpisodeBenchmark -p workload=tiny}.
 * A grading does not run it like that, but in a {@link Round}, where the trainers take turns.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class EpisodeBenchmark {
  /** The seats of the round that is under way in this JVM, by label. */
  private static final Map<String, Seat> SEATED = new ConcurrentHashMap<>();

  @Param("small")
  String workload;

  @Param({"naive", "human", NothingProvider.NAME})
  String trainer;

  private Seat seat;
  private boolean ownSeat;

  static void seat(Seat seat) {
    if (SEATED.putIfAbsent(seat.label(), seat) != null) {
      throw new IllegalArgumentException("two entrants are called " + seat.label());
    }
  }

  static void unseat(Seat seat) {
    SEATED.remove(seat.label());
  }

  /** Finds this trainer's seat in the round or, outside a round, makes one. */
  @Setup(Level.Trial)
  public void sitDown() {
    seat = SEATED.get(trainer);
    ownSeat = seat == null;
    if (ownSeat) {
      Entrant entrant =
          trainer.equals(NothingProvider.NAME)
              ? NothingProvider.entrant()
              : BuiltInTrainers.entrant(trainer, trainer);
      Workload named =
          Workload.named(workload)
              .orElseThrow(() -> new IllegalArgumentException("no workload: " + workload));
      seat =
          new Seat(
              entrant,
              named,
              Runtime.getRuntime().availableProcessors(),
              Corpus.commonsMath(),
              Duration.ofMinutes(5),
              new SplittableRandom());
      seat.resume();
    }
  }

  @Setup(Level.Invocation)
  public void prepare() {
    seat.prepare();
  }

  @Benchmark
  public Trace episode() {
    return seat.run();
  }

  @TearDown(Level.Invocation)
  public void settle() {
    seat.settle();
  }

  @TearDown(Level.Trial)
  public void standUp() {
    if (ownSeat) {
      seat.close();
    }
  }
}
