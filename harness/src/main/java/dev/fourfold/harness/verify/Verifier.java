package dev.fourfold.harness.verify;

import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.worker.WorkerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The untimed verification: shapes, states, data and settings drawn from a seed, compared with the
 * oracle quantity by quantity, up to the first one that is off.
 */
public final class Verifier {
  /** The probes, by their place in {@link ProbeSampler#draw}, that are run once more. */
  private static final int GRADIENT = 0;

  private static final int SMOOTH = 8;
  private static final int USUAL = 10;

  private final long seed;
  private final int threads;
  private final List<ProbeSampler.Drawn> drawn = new ArrayList<>();

  /**
   * A verification.
   *
   * @param seed what is asked is drawn from it; the same seed asks the same
   * @param threads how many threads the subject is granted
   */
  public Verifier(long seed, int threads) {
    this.seed = seed;
    this.threads = threads;
  }

  /** What is asked, drawn when first needed; the same for every subject. */
  private synchronized ProbeSampler.Drawn drawn(int number) {
    while (drawn.size() <= number) {
      drawn.add(ProbeSampler.draw(seed, threads, drawn.size()));
    }
    return drawn.get(number);
  }

  /**
   * Verifies a subject.
   *
   * <p>A subject that throws fails, with the shape that it failed on.
   */
  public Verification verify(TrainerProvider subject) {
    Session session = new Session(subject);
    try {
      session.run();
    } catch (Rejection e) {
      return new Verification(session.tally.checks(), Optional.of(e.reason), session.notes);
    }
    return new Verification(session.tally.checks(), Optional.empty(), session.notes);
  }

  /** Ends a session at the first thing that is off. */
  private static final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    Rejection(String code, String message) {
      super(message, null, false, false);
      this.reason = new Reason(code, message);
    }
  }

  /** One subject being asked. */
  private final class Session {
    private final TrainerProvider subject;
    private final Tally tally = new Tally(Bounds.committed(), 1);
    private final List<String> notes = new ArrayList<>();
    private final List<Observed> observed = new ArrayList<>();

    Session(TrainerProvider subject) {
      this.subject = subject;
    }

    void run() {
      for (int number = 0; number < ProbeSampler.PROBES; number++) {
        Probe probe = drawn(number).probe();
        observed.add(attempt(probe, () -> Observed.of(probe, subject)));
        compare(probe, drawn(number).exact(), observed.getLast());
      }
      again("run once more", GRADIENT, probe -> Observed.of(probe, subject));
      again("run once more", USUAL, probe -> Observed.of(probe, subject));
      Probe stranger = ProbeSampler.stranger(seed, threads);
      again("beside a second trainer", SMOOTH, probe -> Observed.beside(probe, stranger, subject));
    }

    private Observed attempt(Probe probe, Supplier<Observed> run) {
      try {
        return run.get();
      } catch (WorkerException e) {
        Reason reason = WorkerFailures.reason(e);
        throw new Rejection(reason.code(), inBrackets(probe) + reason.message());
      } catch (RuntimeException e) {
        throw new Rejection("trainer-failed", inBrackets(probe) + "the trainer failed: " + e);
      }
    }

    private void compare(Probe probe, Expected exact, Observed actual) {
      List<Deviation> deviations = Deviations.of(probe, exact, actual);
      Optional<Deviation> off = tally.add(deviations);
      // A loss that is no number says more than what else such a trainer does.
      if (actual.intrusion().isPresent() && Double.isFinite(deviations.getFirst().error())) {
        throw new Rejection("state-off", actual.intrusion().get() + where(probe));
      }
      if (off.isPresent()) {
        String hint =
            Diagnosis.of(probe, exact, actual, off.get()).map(text -> "; hint: " + text).orElse("");
        throw new Rejection(tally.code(off.get()), tally.message(off.get()) + where(probe) + hint);
      }
    }

    /** The same probe must give the same bits, or be within bounds once more. */
    private void again(String how, int number, Function<Probe, Observed> run) {
      Probe probe = drawn(number).probe();
      Observed second = attempt(probe, () -> run.apply(probe));
      if (second.sameBits(observed.get(number))) {
        return;
      }
      Optional<Deviation> off = tally.add(Deviations.of(probe, drawn(number).exact(), second));
      if (off.isPresent() || second.intrusion().isPresent()) {
        String what = off.map(tally::message).or(second::intrusion).orElseThrow();
        throw new Rejection(
            "state-off",
            "an episode that is right the first time is wrong when %s: %s%s; hint: is anything"
                    .formatted(how, what, where(probe))
                + " static, shared by trainers or left over from the last one?");
      }
      String note =
          "nondeterministic: the same episode gives other bits when %s, all within bounds"
              .formatted(how);
      if (!notes.contains(note)) {
        notes.add(note);
      }
    }

    private String where(Probe probe) {
      return " " + inBrackets(probe).strip();
    }

    private String inBrackets(Probe probe) {
      return "[%s, %s; --seed %d] ".formatted(probe.kind().title(), probe.shape(), seed);
    }
  }
}
