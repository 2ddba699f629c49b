/** Each kernel of the frontier trainer against a scalar reference, on awkward sizes. */
package dev.fourfold.baselines.frontier;
