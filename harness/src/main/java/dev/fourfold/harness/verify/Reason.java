package dev.fourfold.harness.verify;

/**
 * Why a candidate is rejected.
 *
 * @param code stable, for machines: see the table in docs/verification.md
 * @param message one line for its author: the first quantity in the order of computation that is
 *     off, how far, on which shape and seed, and what it looks like
 */
public record Reason(String code, String message) {}
