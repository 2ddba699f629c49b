package dev.fourfold.benchmarks.episode;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Episode;
import dev.fourfold.core.training.EpisodeRun;
import dev.fourfold.core.training.Trace;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import dev.fourfold.core.worker.Affinity;
import dev.fourfold.core.worker.ThreadUse;
import dev.fourfold.core.worker.WorkerException;
import dev.fourfold.core.worker.WorkerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * One entrant's place in a round: its worker and the episode that is under way. {@link #prepare},
 * {@link #run} and {@link #settle} are an episode's untimed beginning, its timed part and its
 * untimed end.
 */
final class Seat implements AutoCloseable {
  /** An episode that came to its end. */
  record Finished(long seed, double cpuSeconds, Trace trace) {}

  /** Long enough for a thread that computes to show, also on a busy machine. */
  private static final long STRETCH_MILLIS = 100;

  /** A thread that computed for less than this part of the busiest one's time did not compute. */
  private static final int LEAST_PART = 5;

  private final String label;
  private final Workload workload;
  private final int threads;
  private final Corpus corpus;
  private final SplittableRandom seeds;
  private final WorkerProcess worker;
  private final List<Finished> finished = new ArrayList<>();
  private WorkerException failure;
  private long seed;
  private Episode episode;
  private Trace trace;
  private EpisodeRun running;
  private int stepsARun = Integer.MAX_VALUE;
  private Duration cpu = Duration.ZERO;
  private Duration cpuBefore;
  private List<Double> stepSeconds = List.of();
  private Map<Long, Duration> usedBefore = Map.of();
  private Set<Integer> lastCores = Set.of();
  private boolean placed;
  private final int firstProcesses;
  private final int firstThreads;

  /**
   * Starts the entrant's worker and leaves it stopped.
   *
   * @param seeds where this seat's seeds come from; first drawn from after the worker has loaded
   * @throws WorkerException if the worker does not come up
   */
  Seat(
      Entrant entrant,
      Workload workload,
      int threads,
      Corpus corpus,
      Duration deadline,
      SplittableRandom seeds) {
    this.label = entrant.label();
    this.workload = workload;
    this.threads = threads;
    this.corpus = corpus;
    this.seeds = seeds;
    this.worker = WorkerProcess.start(entrant.label(), entrant.command(), deadline);
    try {
      this.firstProcesses = worker.processes();
      this.firstThreads = worker.threads();
      worker.pause();
    } catch (RuntimeException e) {
      // Nobody else knows of it yet.
      worker.close();
      throw e;
    }
  }

  String label() {
    return label;
  }

  void resume() {
    worker.resume();
  }

  void pause() {
    worker.pause();
  }

  /** Lets every run from here on end after so many steps; the next one goes on where it ended. */
  void runInParts(int steps) {
    stepsARun = steps;
  }

  /** Whether a part of an episode has been run, and not all of it. */
  boolean isUnderWay() {
    return running != null && !running.isComplete();
  }

  /** Draws the next episode; if one is under way, lets the worker go on with that. */
  void prepare() {
    if (isUnderWay()) {
      worker.resume();
      ready();
    } else {
      prepare(workload);
    }
  }

  /** A new episode, of another length. */
  void prepare(Workload other) {
    seed = seeds.nextLong();
    episode = Episode.draw(other, threads, corpus, seed);
    prepareAgain();
  }

  /**
   * As {@link #prepare()}, the same episode once more. For warming up only: drawing an episode
   * takes as long as a fast trainer needs for one.
   */
  void prepareAgain() {
    trace = episode.emptyTrace();
    running = null;
    cpu = Duration.ZERO;
    ready();
  }

  private void ready() {
    cpuBefore = worker.cpuTime();
    try {
      if (placed) {
        worker.wake();
        // It is there, and stays while nothing else wants its core; it may use all again.
        worker.confine(Affinity.allowed());
        placed = false;
      }
      worker.wake(episode.initialParameters(), trace.finalParameters());
    } catch (WorkerException e) {
      failure = e;
    }
  }

  /** Lets the stopped worker begin its next turn on that core. */
  void startOn(int core) {
    worker.confine(List.of(core));
    placed = true;
  }

  Trace run() {
    return run(worker);
  }

  /** As {@link #run}, with an eye on every step: {@link #stepSeconds}. */
  Trace runStepByStep() {
    StepTimer timer = new StepTimer(worker);
    run(timer);
    stepSeconds = timer.stepSeconds();
    return trace;
  }

  /** Of the last episode that was run step by step. */
  List<Double> stepSeconds() {
    return stepSeconds;
  }

  private Trace run(TrainerProvider provider) {
    requireSound();
    try {
      if (running == null) {
        running = new EpisodeRun(episode, provider, trace);
      }
      running.advance(stepsARun);
      return trace;
    } catch (WorkerException e) {
      failure = e;
      throw e;
    }
  }

  void settle() {
    if (failure != null) {
      return;
    }
    if (isUnderWay()) {
      // At once: what a worker did between two parts would be done while no clock runs.
      worker.pause();
    }
    cpu = cpu.plus(worker.cpuTime().minus(cpuBefore));
    if (isUnderWay()) {
      return;
    }
    finished.add(new Finished(seed, cpu.toNanos() / 1e9, trace));
    try {
      running.close();
    } catch (WorkerException e) {
      failure = e;
    }
  }

  /** Watches the worker while it has nothing to do, until it is quiet or patience is at an end. */
  Leftovers leftovers(Duration patience) {
    double quietest = Double.POSITIVE_INFINITY;
    long most = patience.toMillis() / STRETCH_MILLIS;
    for (int stretch = 0; stretch < most && quietest > Leftovers.QUIET_CORES; stretch++) {
      Duration before = wanted();
      long start = System.nanoTime();
      try {
        Thread.sleep(STRETCH_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      double seconds = wanted().minus(before).toNanos() / 1e9;
      double cores = seconds / ((System.nanoTime() - start) / 1e9);
      quietest = Math.min(quietest, Leftovers.wanted(cores, worker.threadUse()));
    }
    return new Leftovers(
        quietest, worker.processes() - firstProcesses, worker.threads() - firstThreads);
  }

  /** From here on it is looked at where the worker computes. */
  void beginTurn() {
    usedBefore = used();
  }

  /** Here it is known. */
  void endTurn() {
    Map<Long, Duration> grown = new HashMap<>();
    Duration most = Duration.ZERO;
    List<ThreadUse> after = worker.threadUse();
    for (ThreadUse one : after) {
      Duration growth = one.cpu().minus(usedBefore.getOrDefault(one.id(), Duration.ZERO));
      grown.put(one.id(), growth);
      most = growth.compareTo(most) > 0 ? growth : most;
    }
    Duration enough = most.dividedBy(LEAST_PART);
    lastCores =
        after.stream()
            .filter(one -> grown.get(one.id()).compareTo(enough) > 0)
            .map(ThreadUse::core)
            .collect(Collectors.toSet());
  }

  private Map<Long, Duration> used() {
    // A number may come twice, if a thread ends while they are read and another is given it.
    return worker.threadUse().stream()
        .collect(Collectors.toMap(ThreadUse::id, ThreadUse::cpu, (one, another) -> another));
  }

  /** The numbers of the cores on which the last turn's threads ran; none if it is not known. */
  Set<Integer> lastCores() {
    return lastCores;
  }

  private Duration wanted() {
    return worker.demand().orElseGet(worker::cpuTime);
  }

  /** Hands out the episodes that came to their end since the last call. */
  List<Finished> takeFinished() {
    List<Finished> taken = List.copyOf(finished);
    finished.clear();
    return taken;
  }

  /**
   * Says whether the worker still does what it is asked to.
   *
   * @throws WorkerException if it has failed
   */
  void requireSound() {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
