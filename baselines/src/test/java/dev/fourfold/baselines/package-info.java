/** The contract of a trainer, tested on every built-in one; and whether training learns. */
package dev.fourfold.baselines;
