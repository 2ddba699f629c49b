/**
 * Tests of the verification, and what they share: an honest trainer whose parts can be replaced,
 * the ensemble of legal variants from which bounds are derived, and the mutants that have to be
 * caught.
 */
package dev.fourfold.harness.verify;
