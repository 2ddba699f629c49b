package dev.fourfold.benchmarks.episode;

/** How long a trainer's episode takes, which says how its turns are to be spread over a round. */
public enum Pace {
  /** So long that the machine's ups and downs cancel within it, and that one is dear. */
  LONG,
  /** A turn is one episode. */
  MIDDLING,
  /** A turn is several episodes, and over before the machine's speed has changed. */
  SHORT
}
