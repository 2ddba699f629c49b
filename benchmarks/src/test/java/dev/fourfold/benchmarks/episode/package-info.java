/** Rounds with real workers: how long one is warmed up, and what its turns give. */
package dev.fourfold.benchmarks.episode;
