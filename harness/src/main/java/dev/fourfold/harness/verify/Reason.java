package dev.fourfold.harness.verify;

/**
 * Why a candidate is not verified.
 *
 * @param code stable, for programs
 * @param message one line, for people
 */
public record Reason(String code, String message) {}
