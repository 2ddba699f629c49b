package dev.fourfold.benchmarks.episode;

/** How long a trainer's episode takes, which says how its turns are to be spread over a round. */
public enum Pace {
  /** So long that the machine changes within one: it is run in parts. */
  LONG,
  /** A turn is one episode. */
  MIDDLING,
  /** A turn is several episodes, and over before the machine's speed has changed. */
  SHORT;

  /** An episode as long as this is a warm-up of its own. */
  private static final double LONG_EPISODE_SECONDS = 3;

  /** An episode as long as this is a turn. */
  private static final double MIDDLING_EPISODE_SECONDS = 0.3;

  /** Turns no longer than this: in a longer one the machine changes. */
  private static final double TURN_SECONDS = 0.3;

  /**
   * More episodes make a turn's median little better, and each is drawn and trained twice: once for
   * the clock, once to verify it. Even where strangers share the cores, and an episode differs from
   * the next by 13 %, the mean of a round's twenty is good to 3 %; naive's only one varies by 6 %.
   */
  private static final int MOST_EPISODES_A_TURN = 3;

  /** The pace of a trainer that takes so many seconds for an episode. */
  public static Pace of(double episodeSeconds) {
    if (episodeSeconds > LONG_EPISODE_SECONDS) {
      return LONG;
    }
    return episodeSeconds > MIDDLING_EPISODE_SECONDS ? MIDDLING : SHORT;
  }

  /**
   * How many episodes of a turn come before those that are timed. A worker that was stopped, on
   * cores that others have used, is a third slower in its first 60 ms, which is no steady state.
   */
  int untimedEpisodesATurn() {
    return this == SHORT ? 1 : 0;
  }

  /** How many timed episodes such a trainer's turn has. */
  public static int episodesATurn(double episodeSeconds) {
    return Math.clamp((int) Math.ceil(TURN_SECONDS / episodeSeconds), 1, MOST_EPISODES_A_TURN);
  }
}
