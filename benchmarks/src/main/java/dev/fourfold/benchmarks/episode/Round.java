package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;
import dev.fourfold.core.worker.WorkerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One fresh set of workers whose episodes are interleaved. While one runs, the others are stopped
 * (SIGSTOP), so that they can neither disturb nor work ahead.
 *
 * <p>A worker that fails does so with a {@link WorkerException} from the method that ran it; its
 * entrant is out of the round then, the others go on.
 */
public final class Round implements AutoCloseable {
  /** A Vector API trainer is steady after two to three seconds, a textbook one after a step. */
  public static final Duration WARM_UP = Duration.ofSeconds(3);

  /** Slower to get steady than this is steady enough: the bound on warming up. */
  private static final double WARM_UP_LIMIT_SECONDS = 10;

  /**
   * A second step that is so much of the first was slow by itself, and not for want of a compiler.
   */
  private static final double NO_FASTER = 0.5;

  /** In a step as long as this everything that takes its time gets hot. */
  private static final double SLOW_STEP_SECONDS = 0.25;

  private static final double STRETCH_SECONDS = 0.5;

  /** A textbook trainer is steady after as many: for it the cold episode is all the warming up. */
  public static final int COLD_STEPS = 2;

  private final Map<String, Seat> seats = new LinkedHashMap<>();
  private final Map<String, Double> episodeSeconds = new LinkedHashMap<>();
  private final Map<String, JmhRecord> records = new LinkedHashMap<>();
  private final Workload workload;
  private final int threads;
  private final Corpus corpus;
  private final Duration warmUp;
  private final Duration deadline;
  private final SplittableRandom seeds;
  private int position;

  /**
   * An empty round.
   *
   * @param threads the cores granted to every entrant
   * @param warmUp how long to warm every worker up, to the nearest episode
   * @param deadline how long any one answer of a worker may take
   * @param seeds where the seeds of all episodes come from
   */
  public Round(
      Workload workload,
      int threads,
      Corpus corpus,
      Duration warmUp,
      Duration deadline,
      SplittableRandom seeds) {
    this.workload = workload;
    this.threads = threads;
    this.corpus = corpus;
    this.warmUp = warmUp;
    this.deadline = deadline;
    this.seeds = seeds;
  }

  /** The workload as a cold start trains it: its first {@value #COLD_STEPS} steps. */
  public static Workload cold(Workload workload) {
    return new Workload(
        workload.name(),
        workload.model(),
        workload.optimizer(),
        workload.batchSize(),
        COLD_STEPS,
        workload.purpose());
  }

  /**
   * Starts an entrant's worker, warms it up until it is steady, and stops it.
   *
   * @return how long its first steps took, counted from the start of its process
   * @throws WorkerException if it fails at that
   */
  public ColdStart admit(Entrant entrant) {
    long start = System.nanoTime();
    Seat seat = new Seat(entrant, workload, threads, corpus, deadline, seeds.split());
    double startSeconds = secondsSince(start);
    EpisodeBenchmark.seat(seat);
    seats.put(entrant.label(), seat);
    return guard(
        seat,
        () -> {
          seat.beginTurn();
          ColdStart cold = coldStart(seat, startSeconds);
          episodeSeconds.put(entrant.label(), compiledAtOnce(seat).orElseGet(() -> warmUp(seat)));
          seat.endTurn();
          return cold;
        });
  }

  /** How a trainer's turns are to be spread over the round. */
  public Pace pace(String label) {
    return Pace.of(episodeSeconds.get(label));
  }

  /**
   * The seconds of an episode of a trainer that is so slow that its code was hot, and compiled,
   * within the cold steps: the second one was slow too, and not much faster. Else empty.
   */
  private OptionalDouble compiledAtOnce(Seat seat) {
    double first = seat.stepSeconds().getFirst();
    double last = seat.stepSeconds().getLast();
    return last > SLOW_STEP_SECONDS && last > NO_FASTER * first
        ? OptionalDouble.of(last * workload.steps())
        : OptionalDouble.empty();
  }

  private ColdStart coldStart(Seat seat, double startSeconds) {
    seat.prepare(cold(workload));
    long before = System.nanoTime();
    seat.runStepByStep();
    double seconds = secondsSince(before);
    seat.settle();
    seat.requireSound();
    Seat.Finished first = seat.takeFinished().getFirst();
    return new ColdStart(seat.label(), first.seed(), startSeconds, seconds, first.trace());
  }

  /**
   * Runs episodes, for as long as was asked for to the nearest episode, and until a stretch of
   * their steps was no faster than the one before.
   *
   * @return the seconds of an episode
   */
  private double warmUp(Seat seat) {
    double least = warmUp.toNanos() / 1e9;
    Stretches stretches = new Stretches(Math.min(STRETCH_SECONDS, least));
    long start = System.nanoTime();
    seat.prepare();
    while (true) {
      seat.prepareAgain();
      seat.runStepByStep();
      seat.settle();
      seat.requireSound();
      seat.takeFinished();
      seat.stepSeconds().forEach(stretches::add);
      double seconds = stretches.stepSeconds() * workload.steps();
      double elapsed = secondsSince(start);
      boolean isLongEnough = elapsed + seconds / 2 > least;
      boolean isWarm = stretches.isSteady() || Pace.of(seconds) == Pace.LONG;
      if (isLongEnough && (isWarm || elapsed > WARM_UP_LIMIT_SECONDS)) {
        return seconds;
      }
    }
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }

  /**
   * One block: the entrant's turn, a few timed episodes in a row, after one untimed if they are
   * short.
   *
   * @throws WorkerException if its worker fails
   */
  public List<TimedEpisode> block(String label) {
    Seat seat = seats.get(label);
    seat.runInParts(workload.steps());
    int timed = Pace.episodesATurn(episodeSeconds.get(label));
    return guard(seat, () -> time(seat, pace(label).untimedEpisodesATurn(), timed));
  }

  /**
   * A part of a block: the next step of the entrant's episode. While it waits for the next part,
   * others may take their turns.
   *
   * @return the episode, its parts' times added up, once this was its last step
   * @throws WorkerException if its worker fails
   */
  public List<TimedEpisode> part(String label) {
    Seat seat = seats.get(label);
    seat.runInParts(1);
    return guard(seat, () -> time(seat, 0, 1));
  }

  /**
   * The numbers of the cores on which an entrant's worker computed in its last block or part, or
   * while it was warmed up, as far as the system says: those where threads with a share in it ran
   * last.
   */
  public Set<Integer> lastCores(String label) {
    Seat seat = seats.get(label);
    return seat == null ? Set.of() : seat.lastCores();
  }

  /** Lets an entrant's worker, which is stopped, begin its next block or part on that core. */
  public void startOn(String label, int core) {
    Seat seat = seats.get(label);
    if (seat != null) {
      seat.startOn(core);
    }
  }

  private List<TimedEpisode> time(Seat seat, int untimed, int runs) {
    Collection<RunResult> results;
    seat.beginTurn();
    try {
      results = new Runner(options(seat.label(), untimed, runs)).run();
    } catch (RunnerException e) {
      seat.requireSound();
      throw new IllegalStateException("JMH failed: " + e.getMessage(), e);
    }
    seat.requireSound();
    seat.endTurn();
    RunResult run = results.iterator().next();
    JmhRecord record = records.computeIfAbsent(seat.label(), label -> new JmhRecord(run));
    List<TimedEpisode> timed = new ArrayList<>();
    List<Seat.Finished> all = seat.takeFinished();
    List<Seat.Finished> finished = all.subList(untimed, all.size());
    for (BenchmarkResult fork : run.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        record.add(iteration);
        // Every run ends an episode, or there was one run that did not.
        if (!finished.isEmpty()) {
          Seat.Finished episode = finished.get(timed.size());
          timed.add(
              new TimedEpisode(
                  seat.label(),
                  position++,
                  episode.seed(),
                  record.endEpisode(),
                  episode.cpuSeconds(),
                  episode.trace()));
        }
      }
    }
    return timed;
  }

  private Options options(String label, int untimed, int runs) {
    return new OptionsBuilder()
        .include("^" + EpisodeBenchmark.class.getName().replace(".", "\\.") + "\\.episode$")
        .param("trainer", label)
        .param("workload", workload.name())
        // In this JVM: no stranger's class is in it, and the workers of the round live on.
        .forks(0)
        .warmupIterations(untimed)
        .measurementIterations(runs)
        .shouldDoGC(false)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .build();
  }

  private interface Turn<T> {
    T take();
  }

  /** Lets one worker run, and all others be stopped, while it has its turn. */
  private <T> T guard(Seat seat, Turn<T> turn) {
    try {
      if (!seat.isUnderWay()) {
        seat.resume();
      }
      T outcome = turn.take();
      seat.pause();
      return outcome;
    } catch (WorkerException e) {
      leave(seat);
      throw e;
    }
  }

  private void leave(Seat seat) {
    seats.remove(seat.label());
    EpisodeBenchmark.unseat(seat);
    seat.close();
  }

  /**
   * What an entrant's worker still does when it has nothing to do; empty if it has left the round.
   *
   * @param patience how long to wait for it to be quiet, usually {@link Leftovers#PATIENCE}
   * @throws WorkerException if its worker fails
   */
  public Optional<Leftovers> leftovers(String label, Duration patience) {
    Seat seat = seats.get(label);
    return seat == null
        ? Optional.empty()
        : Optional.of(guard(seat, () -> seat.leftovers(patience)));
  }

  /** JMH's own record of this round: one fork for each entrant, with every episode in it. */
  public Map<String, RunResult> jmhResults() {
    Map<String, RunResult> results = new LinkedHashMap<>();
    records.forEach((label, record) -> results.put(label, record.asOneFork()));
    return results;
  }

  /** Ends every worker. */
  @Override
  public void close() {
    List.copyOf(seats.values()).forEach(this::leave);
  }
}
