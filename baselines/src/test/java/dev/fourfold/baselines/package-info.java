/** The contract of a trainer, tested on every built-in one. */
package dev.fourfold.baselines;
